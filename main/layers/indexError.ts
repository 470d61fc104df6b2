/** Why bytes are no layer index, for the log: a person hears that something went wrong inside. */
export class IndexError extends Error {
  override readonly name = 'IndexError'
}
