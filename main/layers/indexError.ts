/** Why bytes are no layer index, or why entries cannot become one. The only error of reading and building indexes. */
export class IndexError extends Error {
  override readonly name = 'IndexError'
}
