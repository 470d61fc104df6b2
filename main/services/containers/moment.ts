/** The engine writes the year 1 for what has not happened. */
export function toTime(text: string | undefined): number | null {
  const time = text ? Date.parse(text) : Number.NaN
  return time > 0 ? time : null
}
