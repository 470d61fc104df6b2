/** Rows of a list that cross in one message: the window takes each message in a task of its own, between which it is live. */
export const rowsAtOnce = 1000

/** A list as it crosses: rows in parts, and in the end the list itself with those that are left. */
export interface Parted {
  readonly parts: readonly (readonly unknown[])[]
  readonly last: unknown
}

/** Parts an item that has very many `items`, as snapshots of long lists have; any other crosses as it is. */
export function parted(item: unknown): Parted {
  const rows = (item as { readonly items?: unknown } | null | undefined)?.items
  if (!Array.isArray(rows) || rows.length <= rowsAtOnce) return { parts: [], last: item }
  const parts: unknown[][] = []
  for (let at = 0; at < rows.length; at += rowsAtOnce) parts.push(rows.slice(at, at + rowsAtOnce))
  return { last: { ...(item as object), items: parts.pop() }, parts }
}

/** The item that was parted. */
export function rejoined({ parts, last }: Parted): unknown {
  if (parts.length === 0) return last
  const list = last as { readonly items: readonly unknown[] }
  return { ...list, items: [...parts, list.items].flat() }
}
