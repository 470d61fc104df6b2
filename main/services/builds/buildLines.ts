import { z } from 'zod'
import { createLineSplitter } from '../../base/lines'

/** A piece of work of a build: an instruction, what it reads, or what comes of it. */
const Vertex = z.object({
  digest: z.string(),
  /** Digests of those that it stands on. */
  inputs: z.array(z.string()).nullish(),
  name: z.string().optional(),
  started: z.string().optional(),
  completed: z.string().optional(),
  /** The same was done before: nothing is done. */
  cached: z.boolean().optional(),
  error: z.string().optional(),
})
export type Vertex = z.infer<typeof Vertex>

/** What a vertex has written; the bytes as base64. */
const Log = z.object({ vertex: z.string(), data: z.string() })
/** What the builder advises; its texts as base64. */
const Warning = z.object({
  short: z.string(),
  range: z.array(z.object({ start: z.object({ line: z.number() }) })).nullish(),
})

/** What became known of a build. Source: client.SolveStatus of github.com/moby/buildkit, as `--progress=rawjson` writes it. */
const Status = z.object({
  vertexes: z.array(Vertex).optional(),
  logs: z.array(Log).optional(),
  warnings: z.array(Warning).optional(),
})
export type BuildStatus = z.infer<typeof Status>

/** A line of what buildx writes: news of the build, or words for a person. */
export type BuildLine =
  | { readonly status: BuildStatus; readonly text: null }
  | { readonly status: null; readonly text: string }

/** A step's output comes in such lines too, as base64: longer ones are cut, and then mean nothing. */
const longestLine = 4 * 1024 * 1024

/** Reads what `buildx build --progress=rawjson` writes to standard error, however it was cut into chunks. */
export async function* buildLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<BuildLine> {
  const splitter = createLineSplitter(longestLine)
  for await (const chunk of source) {
    for (const { text, cut } of splitter.push(chunk)) if (cut === 0) yield* read(text)
  }
  for (const { text, cut } of splitter.end()) if (cut === 0) yield* read(text)
}

function read(text: string): BuildLine[] {
  if (text.trim() === '') return []
  const status = Status.safeParse(toJson(text))
  return status.success ? [{ status: status.data, text: null }] : [{ status: null, text }]
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
