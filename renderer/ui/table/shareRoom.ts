/** What a column can do with, in pixels. */
export interface WidthWish {
  readonly least: number
  /** For what most of its rows say. */
  readonly usual: number
  /** For its longest text, as far as other columns may have to stand back for that. */
  readonly longest: number
  /** For its longest text, where nobody else needs the room; left out: the same. */
  readonly whole?: number
}

/**
 * The widths of columns in so much room. All have their least; then each comes to what is usual, and only then to its longest
 * text, the narrowest first: so one long name takes nothing from a column whose texts are all short. What is left is for names
 * that are very long.
 */
export function shareRoom(wishes: readonly WidthWish[], room: number): readonly number[] {
  const least = wishes.map((wish) => wish.least)
  const usual = raise(
    least,
    wishes.map((wish) => wish.usual),
    room,
  )
  const longest = raise(
    usual,
    wishes.map((wish) => wish.longest),
    room,
  )
  return raise(
    longest,
    wishes.map((wish) => wish.whole ?? wish.longest),
    room,
  )
}

/** Each as wide as its goal, or as far as the room goes: none is raised above another that is still below its own goal. */
function raise(widths: readonly number[], goals: readonly number[], room: number): readonly number[] {
  const at = (level: number) => widths.map((width, index) => Math.max(width, Math.min(goals[index]!, level)))
  let low = 0
  let high = Math.max(0, ...goals)
  if (sum(at(high)) <= room) return at(high)
  while (low + 1 < high) {
    const level = Math.floor((low + high) / 2)
    if (sum(at(level)) <= room) low = level
    else high = level
  }
  return at(low)
}

export const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
