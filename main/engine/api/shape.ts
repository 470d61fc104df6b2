import { sentence } from '../../texts/sentence'
import { strangeAnswer } from './strangeAnswer'

/**
 * Looks whether a value is of the type that the API promises.
 * @returns where it is not, as a path below `at`; null for one that is sound
 */
export type Shape = (value: unknown, at: string) => string | null

const when =
  (isSound: (value: unknown) => boolean): Shape =>
  (value, at) =>
    isSound(value) ? null : at

export const text = when((value) => typeof value === 'string')
export const number = when(Number.isFinite)

/** Left out, null, or of that shape. */
export const optional =
  (shape: Shape): Shape =>
  (value, at) =>
    value === undefined || value === null ? null : shape(value, at)

export const either =
  (one: Shape, other: Shape): Shape =>
  (value, at) =>
    one(value, at) && other(value, at)

export const listOf =
  (shape: Shape): Shape =>
  (value, at) =>
    Array.isArray(value) ? firstOf(value, (each) => shape(each, at)) : at

/** An object of any keys. */
export const mapOf =
  (shape: Shape): Shape =>
  (value, at) =>
    isObject(value) ? firstOf(Object.values(value), (each) => shape(each, at)) : at

/** An object that has these fields, whatever else it has. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const all = Object.entries(shapes)
  return (value, at) =>
    isObject(value) ? firstOf(all, ([key, shape]) => shape(value[key], at === '' ? key : `${at}.${key}`)) : at
}

/** Rows of a list, and how many more it has that could not be read. */
export interface ReadRows<T> {
  readonly rows: readonly T[]
  readonly unread: number
}

/** Leaves out each row that is not of the shape: it must not take the others with it. */
export function soundRows<T>(rows: readonly T[], shape: Shape): ReadRows<T> {
  const sound = rows.filter((row) => shape(row, '') === null)
  return { rows: sound, unread: rows.length - sound.length }
}

/** @throws AppError `engine-failed` that names the field which is not of its type */
export function sound<T>(answer: T, shape: Shape, object: string): T {
  const field = shape(answer, '')
  if (field === null) return answer
  throw strangeAnswer(sentence('answer/mistyped', { field: field || '?' }), object)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstOf<T>(values: readonly T[], look: (value: T) => string | null): string | null {
  for (const value of values) {
    const found = look(value)
    if (found !== null) return found
  }
  return null
}
