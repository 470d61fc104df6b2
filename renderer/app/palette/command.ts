/** Something that the command palette can do. */
export interface Command {
  readonly key: string
  readonly label: string
  /** What kind of thing it is about, in a word. */
  readonly kind: string
  /** Why it cannot be done, as a sentence: it is shown with it. */
  readonly reason?: string
  run(): void
}
