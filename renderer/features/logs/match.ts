/** Where what is looked for stands: characters `start` to `end` of the line with this number. */
export interface Match {
  readonly line: number
  readonly start: number
  readonly end: number
}
