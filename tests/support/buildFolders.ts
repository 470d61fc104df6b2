import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './engine'

/** Debian's static busybox, with which a folder can be built from scratch without a network. */
const busybox = join(root, 'native/build/testing/bin/busybox')

/**
 * A folder to build from, with busybox in it and these files.
 * @param inside where it is made
 */
export function buildFolder(files: Readonly<Record<string, string>>, inside = tmpdir()): string {
  const folder = mkdtempSync(join(inside, 'build-'))
  cpSync(busybox, join(folder, 'busybox'))
  for (const [name, content] of Object.entries(files)) writeBuildFile(folder, name, content)
  return folder
}

export function writeBuildFile(folder: string, name: string, content: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** From nothing to a shell; what follows can RUN. */
export const shellStage = (name?: string) =>
  [
    `FROM scratch${name ? ` AS ${name}` : ''}`,
    'COPY busybox /bin/busybox',
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
  ].join('\n')
