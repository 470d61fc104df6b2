import { AppError, type ErrorData, type Reply } from '../../main/contract/errors'

/** The renderer's end of a stream or a channel; the slice of MessagePort that it uses. */
export interface StreamPort {
  post(message: unknown): void
  onMessage(listener: (message: StreamMessage) => void): void
  /** Told when main closes its end. */
  onClose(listener: () => void): void
  close(): void
}
export interface StreamMessage {
  readonly item?: unknown
  /** Rows of a list that is too long for one message; the item comes behind the last of them. */
  readonly part?: readonly unknown[]
  readonly end?: true
  readonly error?: ErrorData
  /** Of a channel: how many messages more main has room for. */
  readonly grant?: number
}

export interface Bridge {
  call(name: string, input: unknown): Promise<Reply<unknown>>
  open(name: string, input: unknown): StreamPort
}

/** An error of main as it is thrown here. */
export const revive = AppError.revive

/** Main closed the port and said neither an end nor an error. */
export const closed = () => new AppError('internal/closed')
