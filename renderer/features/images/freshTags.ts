/** The tags that a row shows: the one that came last before the one that the image goes by. The others are a number. */
export function shownTags(tags: readonly string[], fresh: string | undefined): readonly string[] {
  const first = tags.slice(0, 1)
  return fresh !== undefined && fresh !== tags[0] && tags.includes(fresh) ? [fresh, ...first] : first
}
