import type { TextLine } from './line'

/** Times of lines that follow each other, from the one with the number `from`. */
export interface Times {
  readonly from: number
  readonly times: ArrayLike<number>
}

export interface NumberedLine extends TextLine {
  readonly number: number
  /** Which container's, by its place among those that are open. */
  readonly source: number
  /** Its number in the log that it is of. */
  readonly own: number
}

/**
 * Lines by their number. Numbers grow by one from line to line; those that were there at the opening are below zero, what comes is
 * counted from zero, so that a line keeps its number however much is read before or behind it.
 */
export interface LogLines {
  /** Changes when all lines are others: the log was cut. */
  readonly turn: number
  readonly first: number
  /** Behind the last. */
  readonly end: number
  /** Of the line with this number, which is there, and others about it. Lines of a trace have the time of its first one. */
  timesAt(number: number): Times
  /** The lines from one number up to another, of those that are there. */
  read(from: number, to: number): NumberedLine[]
}
