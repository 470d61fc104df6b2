import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { keptPromise } from '../../base/keptPromise'
import { runToEnd } from '../../base/runToEnd'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { ProgressLine } from '../../engine/api/imageAnswers'
import type { Asking } from '../../engine/api/request'
import { engineError } from '../../engine/client/errors'
import { jsonLines } from '../../engine/client/jsonLines'

/** What a toolbox's image is called; its tag tells what is in it. */
const repository = 'slipway-toolbox'
/** How the kernel's names for processors are called by engines and by Node. */
const processors: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' }

/** What a shell in it reads first: where the files of the other container are, and where it is. */
const profile = `export PATH=/bin HOME=/root
[ -n "$TOOLBOX_FILES" ] && cd "$TOOLBOX_FILES" 2>/dev/null
PS1='toolbox of '"$TOOLBOX_OF"':\${PWD#$TOOLBOX_FILES} # '
echo "The files of $TOOLBOX_OF are at $TOOLBOX_FILES; its processes and its network are here."
`

/** Makes sure that the image of toolboxes is there; gives its name. */
export interface ToolboxImage {
  ready(engine: EngineApi, asking: Asking & { readonly object: string }): Promise<string>
}

/** @param busybox path of the static program that the set-up brought */
export function createToolboxImage(busybox: string): ToolboxImage {
  const files = keptPromise(() => readFiles(busybox))

  async function send(engine: EngineApi, tag: string, archive: Buffer, object: string, asking: Asking) {
    const words = { name: repository, tag, message: 'The toolbox of Slipway', changes: ['CMD ["/bin/sh"]'] }
    const answer = await engine.images.import(Readable.from([archive]), words, { ...asking, object })
    for await (const { error } of jsonLines(answer, object) as AsyncIterable<ProgressLine>) {
      if (error) throw engineError(error, object)
    }
  }

  return {
    async ready(engine, { object, ...asking }) {
      const { archive, tag } = await files()
      const name = `${repository}:${tag}`
      try {
        await engine.images.inspect(name, asking)
      } catch (thrown) {
        if (AppError.from(thrown).code !== 'not-found') throw thrown
        const { Arch: theirs } = await engine.system.version(asking)
        const ours = processors[process.arch] ?? process.arch
        if (theirs && theirs !== ours) throw new AppError('unsupported/toolboxHere', { object, ours, theirs })
        await send(engine, tag, archive, object, asking)
      }
      return name
    },
  }
}

async function readFiles(busybox: string): Promise<{ archive: Buffer; tag: string }> {
  const [program, { stdout }] = await Promise.all([
    readFile(busybox),
    runToEnd(busybox, ['--list'], { env: {}, timeout: 10_000 }),
  ]).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('not-found/toolbox', { path: busybox, reason: cause.message }, { cause })
  })
  const links = stdout.split('\n').filter((name) => /^[\w[.-]+$/.test(name) && name !== 'busybox')
  const { pack } = await import('tar-stream')
  const tar = pack()
  // The same bytes each time: of no time and of nobody in particular.
  const about = { mtime: new Date(0), uid: 0, gid: 0 }
  for (const name of ['bin/', 'etc/', 'root/']) tar.entry({ ...about, name, type: 'directory', mode: 0o755 })
  tar.entry({ ...about, name: 'tmp/', type: 'directory', mode: 0o1777 })
  tar.entry({ ...about, name: 'bin/busybox', mode: 0o755 }, program)
  for (const name of links) {
    tar.entry({ ...about, name: `bin/${name}`, type: 'symlink', linkname: 'busybox', mode: 0o777 })
  }
  tar.entry({ ...about, name: 'etc/profile', mode: 0o644 }, profile)
  tar.entry({ ...about, name: 'etc/passwd', mode: 0o644 }, 'root:x:0:0:root:/root:/bin/sh\n')
  tar.finalize()
  const parts: Buffer[] = []
  for await (const part of tar) parts.push(part as Buffer)
  const archive = Buffer.concat(parts)
  return { archive, tag: createHash('sha256').update(archive).digest('hex').slice(0, 12) }
}
