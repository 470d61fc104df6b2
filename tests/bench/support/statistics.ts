/** The middle one; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** The smallest value that at least this fraction of all values does not exceed (nearest rank). */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!
}

/** Measures both in turns, so that a noisy minute strikes both alike. */
export async function inTurns(
  times: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ ours: readonly number[]; theirs: readonly number[] }> {
  const result = { ours: [] as number[], theirs: [] as number[] }
  for (let turn = 0; turn < times; turn++) {
    result.theirs.push(await theirs())
    result.ours.push(await ours())
  }
  return result
}
