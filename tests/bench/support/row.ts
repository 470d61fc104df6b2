/** One measured number beside its yardstick, as `--json` writes it. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: 'ms' | 'MB' | 'MB/s' | 'lines/s' | '%'
  /** The same thing without Slipway, measured in the same run and the same unit; null where there is none. */
  readonly yardstick: number | null
  readonly ratio: number | null
  /** What is asked for, in words. */
  readonly bar: string
  readonly ok: boolean
}

/** A benchmark. Its measurements bear its id, the further ones with a suffix: `list.1000`, `list.1000.frame`. */
export interface Row {
  readonly id: string
  /** Left out unless it is named: it needs the large image. */
  readonly onlyWhenNamed?: boolean
  measure(tools: Tools): Promise<readonly Measurement[]>
}

export interface Tools {
  /** A folder of this row's own, gone when the row is done. */
  readonly folder: string
  /** Says what is being done, for who waits. */
  note(text: string): void
}

type Judged = Omit<Measurement, 'ratio' | 'ok'> & {
  /** Whether the bar is met, given the value and its ratio to the yardstick (not a number without one). */
  meets(value: number, ratio: number): boolean
}

/** Rounds to what the measurement can tell, and judges it before rounding. */
export function judge({ id, value, unit, yardstick, bar, meets }: Judged): Measurement {
  const ratio = yardstick === null || yardstick === 0 ? null : value / yardstick
  return {
    id,
    value: round(value),
    unit,
    yardstick: yardstick === null ? null : round(yardstick),
    ratio: ratio === null ? null : round(ratio),
    bar,
    ok: meets(value, ratio ?? Number.NaN),
  }
}

const round = (value: number) => Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1))

/** What a flood makes main and the page grow by, in MB, each beside its bar. */
export function judgeGrowth(
  id: string,
  { main, page }: { main: number; page: number },
): readonly Measurement[] {
  const judged = (suffix: string, value: number, most: number) =>
    judge({
      id: `${id}.${suffix}`,
      value,
      unit: 'MB',
      yardstick: null,
      bar: `grows by at most ${most} MB`,
      meets: (mb) => mb <= most,
    })
  return [judged('main', main, 150), judged('page', page, 300)]
}
