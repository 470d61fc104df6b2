/** What a person must know of the engine about a part of the form, in whole sentences; null where there is nothing. */
export interface EngineNotes {
  readonly ports: string | null
  readonly mounts: string | null
  /** About restart policies that are to outlast the machine's end. */
  readonly restart: string | null
}
