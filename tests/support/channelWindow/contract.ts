import { z } from 'zod'
import { bytes } from '../../../main/contract/bytes'
import { call, channel, stream } from '../../../main/contract/define'

/** Bytes of each item and each message. */
export const pieceSize = 65_536

const Count = z.object({ pieces: z.number().int() })

/** What a window and a main of the tests' own say to each other, by the means of the real ones. */
export const contract = {
  pipe: {
    /** So many pieces, in a plain stream. */
    down: stream(Count).emits<Uint8Array>(),
    /** So many pieces, while it reads all that comes; then ends. */
    both: channel(Count).takes(bytes(pieceSize)).emits<Uint8Array>(),
    /** Sends back what comes. */
    echo: channel().takes(bytes(pieceSize)).emits<Uint8Array>(),
    /** Reads nothing; emits for ever. */
    flood: channel().takes(z.string().max(10)).emits<number>(),
    /** Reads, and emits nothing. */
    hold: channel().takes(z.string().max(10)).emits<never>(),
    /** Emits one item and fails. */
    fail: channel().takes(z.string()).emits<number>(),
    seen: call().returns<Seen>(),
  },
}

/** What happened in main. */
export interface Seen {
  /** Items that `flood` has made. */
  readonly produced: number
  /** Bytes that `both` has read. */
  readonly received: number
  /** How the inputs of `hold` ended: `end`, or the code of an error. */
  readonly ends: readonly string[]
}
