import type { z } from 'zod'

export interface Call<In, Out> {
  readonly kind: 'call'
  readonly input?: z.ZodType<In>
  readonly __out?: Out
}
export interface Stream<In, Item> {
  readonly kind: 'stream'
  readonly input?: z.ZodType<In>
  readonly __item?: Item
}
// biome-ignore lint/suspicious/noExplicitAny: a method of any input and output
export type Method = Call<any, any> | Stream<any, any>
export type Contract = Record<string, Record<string, Method>>

/** A request with one answer. */
export function call(): { returns<Out>(): Call<void, Out> }
export function call<In>(input: z.ZodType<In>): { returns<Out>(): Call<In, Out> }
export function call(input?: z.ZodType) {
  return { returns: () => ({ kind: 'call', input }) as never }
}

/** A request answered by many items until either side ends it. */
export function stream(): { emits<Item>(): Stream<void, Item> }
export function stream<In>(input: z.ZodType<In>): { emits<Item>(): Stream<In, Item> }
export function stream(input?: z.ZodType) {
  return { emits: () => ({ kind: 'stream', input }) as never }
}

type Args<In> = [In] extends [void] ? [] : [input: In]

/** What the window sees. */
export type Client<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: C[S][M] extends Call<infer In, infer Out>
      ? (...args: Args<In>) => Promise<Out>
      : C[S][M] extends Stream<infer In, infer Item>
        ? (...args: Args<In>) => AsyncIterableIterator<Item>
        : never
  }
}

/** What main must implement: one service a section. A stream's handler ends when its signal aborts. */
export type Handlers<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: C[S][M] extends Call<infer In, infer Out>
      ? (...args: Args<In>) => Promise<Out>
      : C[S][M] extends Stream<infer In, infer Item>
        ? (...args: [...Args<In>, signal: AbortSignal]) => AsyncIterable<Item>
        : never
  }
}
