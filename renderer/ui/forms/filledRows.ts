/** A row of a form in which something was typed. */
export interface Filled<Row> {
  readonly row: Row
  /** Where it stands in the form, which may have empty rows before it. */
  readonly index: number
}

/** @param typed all that was typed into a row */
export function filledRows<Row>(rows: readonly Row[], typed: (row: Row) => string): readonly Filled<Row>[] {
  return rows.map((row, index) => ({ row, index })).filter(({ row }) => typed(row).trim() !== '')
}

/**
 * Notes each row whose value an earlier one has, unless something else is wrong with it.
 * @param problems by the path of the field: `mounts.1.target`
 * @param problem the key of the sentence
 */
export function markTwice<Row>(
  problems: Map<string, string>,
  rows: readonly Filled<Row>[],
  value: (row: Row) => string,
  field: string,
  part: string,
  problem: string,
) {
  const seen = new Set<string>()
  for (const { row, index } of rows) {
    const text = value(row)
    const path = `${field}.${index}.${part}`
    if (text !== '' && seen.has(text) && !problems.has(path)) problems.set(path, problem)
    seen.add(text)
  }
}
