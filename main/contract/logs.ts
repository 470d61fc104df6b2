import { z } from 'zod'
import { call, stream } from './define'
import { ContainerId } from './values'

/** From the least to the worst. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

/** One line of the logs that are open. */
export interface OpenLine {
  /** Grows by one from line to line; what was there at the opening is below zero. Of what was found: by its place among that. */
  readonly number: number
  /** Its place among all lines; null where that is not known. */
  readonly whole: number | null
  /** Which of the containers wrote it, by its place in what was asked for. */
  readonly source: number
  /** Milliseconds since 1970; null where no time is known. */
  readonly at: number | null
  readonly stderr: boolean
  /** With its escape sequences, at most 64 Ki characters. */
  readonly text: string
  /** Characters that are not in the text. */
  readonly cut: number
  /** Null where it names none. */
  readonly level: LogLevel | null
}

/** Lines by number: from `first` up to `end`. */
export interface LineRange {
  readonly first: number
  readonly end: number
  /** Changes when all lines are others. */
  readonly turn: number
  /** When the first of them was written, in milliseconds since 1970. */
  readonly firstAt: number | null
  /** The last of them, as many as a window shows. */
  readonly newest: readonly OpenLine[]
}

export interface LogSource {
  readonly id: string
  /** `files`: the engine's own are read. `engine`: it is asked, and only so far back as it was asked for. */
  readonly from: 'files' | 'engine'
  /** Of `engine`: when the first line was written that was read; null before it is known. */
  readonly backTo: number | null
  /** Of `engine`: there may be older lines than those. */
  readonly older: boolean
  /** Nothing more comes: it was removed, or its engine does not say more. */
  readonly ended: boolean
  /** Why it cannot be read. */
  readonly problem: 'unreadable' | 'gone' | null
}

/** What is open, as it is now. */
export interface OpenLog {
  readonly handle: string
  readonly sources: readonly LogSource[]
  readonly lines: LineRange
  /** All that the engine has stored is counted. */
  readonly complete: boolean
  /** How often one of the logs was cut or emptied meanwhile. */
  readonly cuts: number
  /** Lines that the engine let go of meanwhile. */
  readonly lost: number
  /** How often lines were let go before they could be read. */
  readonly gaps: number
}

const Pattern = z.string().max(1000)

export const LogFilter = z.object({
  /** What a line has to hold, without regard to upper and lower case; empty: anything. */
  text: Pattern,
  /** What it must not hold; empty: nothing. */
  exclude: Pattern,
  /** Both are regular expressions. */
  regex: z.boolean(),
  /** Empty: any, also none. */
  levels: z.array(z.enum(logLevels)).max(logLevels.length),
  source: z.enum(['stdout', 'stderr']).nullable(),
  /** Milliseconds since 1970. */
  since: z.number().nullable(),
  until: z.number().nullable(),
})
export type LogFilter = z.infer<typeof LogFilter>

/** How far a search got. */
export interface FoundLines {
  readonly lines: LineRange
  /** Lines that were looked at. */
  readonly searched: number
  /** All that there is was looked at; what comes is, too. */
  readonly done: boolean
  /** `slow`: the expression was too much for a line, and the search was ended. `many`: so many were found that older ones are left out. */
  readonly stopped: 'slow' | 'many' | null
}

/** Characters of a line in which an expression is marked. */
export const mostMarked = 20_000

const Handle = z.string().max(100)

/** The logs of containers, whole. Each `open` is a reading of its own, for as long as its stream is read. */
export const logs = {
  /**
   * Opens the logs of containers as one, by time.
   * @see LogSource for how far back; `back` asks an engine for so many of the newest lines
   */
  open: stream(
    z.object({
      ids: z.array(ContainerId).min(1).max(500),
      back: z.number().int().min(1).max(10_000_000),
    }),
  ).emits<OpenLog>(),
  /** Lines by number, of all or of what was found. */
  lines: call(
    z.object({
      handle: Handle,
      of: z.enum(['all', 'found']),
      from: z.number().int(),
      count: z.number().int().min(1).max(2000),
    }),
  ).returns<readonly OpenLine[]>(),
  /** Looks for lines in all that is open, from the newest to the oldest, and in what comes. One at a time. */
  search: stream(z.object({ handle: Handle, filter: LogFilter })).emits<FoundLines>(),
  /**
   * Where the expression that is looked for stands in each of these texts: pairs of where it begins and ends. Only whoever searches
   * may ask an expression, which may not end; null where the search has been ended.
   */
  marks: call(
    z.object({ handle: Handle, texts: z.array(z.string().max(mostMarked)).min(1).max(200) }),
  ).returns<readonly (readonly number[])[] | null>(),
  /** Asks for a file, then writes all lines or those that were found to it; emits the bytes written so far. */
  save: stream(z.object({ handle: Handle, of: z.enum(['all', 'found']), timestamps: z.boolean() })).emits<{
    readonly bytes: number
    readonly file: string
  }>(),
  /** Whether a container's log can be emptied. */
  clearable: call(z.object({ id: ContainerId })).returns<boolean>(),
  /** Empties the log of a container where it lies on the disk of Slipway's own engine. Fails with `unsupported` elsewhere, `conflict` while it runs. */
  clear: call(z.object({ id: ContainerId })).returns<void>(),
}
