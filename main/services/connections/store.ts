import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseJson } from '../../base/json'
import { writeWhole } from '../../base/wholeFile'
import { connectionColours, NewConnection } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { whyNotRead } from '../../engine/transport/transport'
import { type Sentence, sentence } from '../../texts/sentence'

const Added = NewConnection.extend({ id: z.string().min(1).max(100) })
export type Added = z.infer<typeof Added>

/** connections.json. Keys that are not known here are kept. */
const Stored = z.looseObject({
  /** The one that was active last, when it was not the bundled one. */
  active: z
    .looseObject({ id: z.string(), name: z.string(), address: z.string(), colour: z.enum(connectionColours) })
    .nullable()
    .optional(),
  added: z.array(Added.loose()).optional(),
  /** Which engine answered at a connection first, by the connection's id. */
  engines: z.record(z.string(), z.looseObject({ address: z.string(), identity: z.string() })).optional(),
  /** Colours and names that were given to what was not added. */
  looks: z
    .record(
      z.string(),
      z.looseObject({ name: z.string().optional(), colour: z.enum(connectionColours).optional() }),
    )
    .optional(),
})
type Stored = z.infer<typeof Stored>

export interface ConnectionStore {
  readonly content: Stored
  /** Why the file cannot be used; it is then left as it is, and nothing is remembered. */
  readonly problem: Sentence | null
  /** @throws AppError `denied` when the file could not be read, or cannot be written */
  change(changed: Partial<Stored>): void
  /** As `change`, but what cannot be written is remembered until the end only. */
  note(changed: Partial<Stored>): void
}

/** What the person added, and which engines have answered. Paths of keys and certificates, never a secret. */
export function openConnectionStore(file: string): ConnectionStore {
  let { content, problem } = read(file)

  function write(changed: Partial<Stored>) {
    if (problem) throw unusable(file, problem)
    try {
      writeWhole(file, `${JSON.stringify({ ...content, ...changed }, null, 2)}\n`)
    } catch (cause) {
      throw unusable(file, (cause as Error).message, cause)
    }
  }

  return {
    get content() {
      return content
    },
    get problem() {
      return problem === null ? null : sentence('connections/unreadable', { file, said: problem })
    },
    change(changed) {
      write(changed)
      content = { ...content, ...changed }
    },
    note(changed) {
      content = { ...content, ...changed }
      try {
        write({})
      } catch {
        // It holds until the end of this run.
      }
    },
  }
}

function read(file: string): { content: Stored; problem: Sentence | string | null } {
  try {
    const found = Stored.safeParse(parseJson(readFileSync(file, 'utf8')))
    if (found.success) return { content: found.data, problem: null }
    const [issue] = found.error.issues
    return { content: {}, problem: `${issue?.path.join('.')}: ${issue?.message}` }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { content: {}, problem: null }
    return { content: {}, problem: whyNotRead(error) }
  }
}

function unusable(file: string, reason: Sentence | string, cause?: unknown): AppError {
  return new AppError('denied/file', { file, reason, object: file }, { cause })
}
