import type { Measurement } from './row'

const widths = [20, 12, 12, 8, 6]

const line = (cells: readonly string[], last: string) =>
  `${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join('')}  ${last}`

export function printHeading(): void {
  console.log(line(['benchmark', 'value', 'yardstick', 'ratio', 'ok'], 'bar'))
}

export function printMeasurement({ id, value, unit, yardstick, ratio, bar, ok }: Measurement): void {
  const beside = yardstick === null ? '' : `${yardstick} ${unit}`
  const cells = [id, `${value} ${unit}`, beside, ratio === null ? '' : `${ratio}x`, ok ? 'yes' : 'no']
  console.log(line(cells, bar))
}
