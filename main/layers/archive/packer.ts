import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ArchiveError } from './archiveError'

/** What packs in a way that Node does not know. The engine unpacks xz by the same program. */
export type Packer = 'xz' | 'bzip2'

/** xz says in its header how much memory it wants; with `xz -9` that is 65 MiB. */
const unpacking: Readonly<Record<Packer, readonly string[]>> = {
  xz: ['--decompress', '--stdout', '--quiet', '--memlimit-decompress=128MiB', '--threads=1'],
  bzip2: ['--decompress', '--stdout', '--quiet'],
}

/**
 * What these bytes unpack to. The program ends with its reader.
 * @throws ArchiveError from the iteration
 */
export async function* unpackedBy(
  packer: Packer,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { program, ended } = start(packer, unpacking[packer])
  // What is wrong with the source is told, and not what the program makes of its end.
  let failure: unknown
  const feeding = pipeline(Readable.from(packed), program.stdin).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'EPIPE') failure = thrown
  })
  try {
    for await (const chunk of program.stdout) yield chunk as Buffer
    await feeding
    const code = await ended
    if (failure) throw failure
    if (code !== 0) throw new ArchiveError('bad-compression/damaged')
  } finally {
    program.stdout.destroy()
    program.stdin.destroy()
    program.kill()
    await feeding
    await ended.catch(() => {})
  }
}

/** Packs a few bytes. @throws ArchiveError */
export async function packedBy(packer: Packer, bytes: Uint8Array): Promise<Buffer> {
  const { program, ended } = start(packer, ['--compress', '--stdout'])
  const packed: Buffer[] = []
  const collected = pipeline(
    program.stdout,
    new Writable({
      write(chunk, _, done) {
        packed.push(chunk)
        done()
      },
    }),
  )
  program.stdin.end(bytes)
  await collected
  if ((await ended) !== 0) throw new ArchiveError('bad-compression/damaged')
  return Buffer.concat(packed)
}

function start(packer: Packer, words: readonly string[]) {
  // No words that the person's environment has for it.
  const program: ChildProcessWithoutNullStreams = spawn(packer, words, {
    env: { PATH: process.env.PATH },
    stdio: 'pipe',
  })
  program.stderr.resume()
  program.stdin.on('error', () => {})
  const ended = once(program, 'close').then(
    ([code]) => code as number | null,
    (thrown: NodeJS.ErrnoException) => {
      throw thrown.code === 'ENOENT'
        ? new ArchiveError('bad-compression/program', { program: packer })
        : thrown
    },
  )
  ended.catch(() => {})
  return { program, ended }
}
