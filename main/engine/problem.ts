/** What keeps the engine from starting. */
export interface Problem {
  /** One sentence: what is wrong, and with which object. */
  readonly reason: string
  /** The exact command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
}
