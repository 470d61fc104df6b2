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
export interface Channel<In, Message, Item> {
  readonly kind: 'channel'
  readonly input?: z.ZodType<In>
  /** What the window may send once it is open; checked in main, as the input is. */
  readonly message: z.ZodType<Message>
  readonly __item?: Item
}
// biome-ignore lint/suspicious/noExplicitAny: a method of any input and output
export type Method = Call<any, any> | Stream<any, any> | Channel<any, any, any>
export type Contract = Record<string, Record<string, Method>>

/** How each method is asked: all that a client has to know of a contract. */
export type Kinds<C extends Contract> = {
  readonly [S in keyof C]: { readonly [M in keyof C[S]]: C[S][M]['kind'] }
}

export function kindsOf<C extends Contract>(contract: C): Kinds<C> {
  const sections = Object.entries(contract).map(([section, methods]) => [
    section,
    Object.fromEntries(Object.entries(methods).map(([name, { kind }]) => [name, kind])),
  ])
  return Object.fromEntries(sections) as Kinds<C>
}

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

/** A stream in which the window sends too: `channel(Input).takes(Message).emits<Item>()`. For bytes see `bytes`. */
export function channel(): ChannelOf<void>
export function channel<In>(input: z.ZodType<In>): ChannelOf<In>
export function channel(input?: z.ZodType) {
  return { takes: (message: z.ZodType) => ({ emits: () => ({ kind: 'channel', input, message }) as never }) }
}

interface ChannelOf<In> {
  takes<Message>(message: z.ZodType<Message>): { emits<Item>(): Channel<In, Message, Item> }
}

/** The window's end of a channel: read as a stream is, and written to. It opens with the first use of either. */
export interface ClientChannel<Message, Item> extends AsyncIterableIterator<Item> {
  /**
   * Resolves once there was room for the message and it is on its way: an upload that waits for that holds one piece at a
   * time. Items wait too: main stops after a few that nobody reads, and with it whatever it does between them.
   * @throws AppError what the channel ended with; `cancelled` when it ended well, or by `return()`; `invalid-input` after `end()`
   */
  send(message: Message): Promise<void>
  /** Nothing more is sent, after what waits for room: main sees the end of its input. Reading goes on. */
  end(): void
}

type Args<In> = [In] extends [void] ? [] : [input: In]

/** What the window sees. */
export type Client<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: C[S][M] extends Call<infer In, infer Out>
      ? (...args: Args<In>) => Promise<Out>
      : C[S][M] extends Stream<infer In, infer Item>
        ? (...args: Args<In>) => AsyncIterableIterator<Item>
        : C[S][M] extends Channel<infer In, infer Message, infer Item>
          ? (...args: Args<In>) => ClientChannel<Message, Item>
          : never
  }
}

/**
 * What main must implement: one service a section. The handler of a stream or a channel has to end when its signal
 * aborts; the window is rid of one that does not all the same, and after a few seconds so is the server. A channel's `incoming` ends where the window said so; it fails when the channel ends before, so that no half of an input
 * is ever taken for the whole.
 */
export type Handlers<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: C[S][M] extends Call<infer In, infer Out>
      ? (...args: Args<In>) => Promise<Out>
      : C[S][M] extends Stream<infer In, infer Item>
        ? (...args: [...Args<In>, signal: AbortSignal]) => AsyncIterable<Item>
        : C[S][M] extends Channel<infer In, infer Message, infer Item>
          ? (
              ...args: [...Args<In>, incoming: AsyncIterable<Message>, signal: AbortSignal]
            ) => AsyncIterable<Item>
          : never
  }
}
