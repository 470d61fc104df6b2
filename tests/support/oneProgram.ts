import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from '../../main/engine/client/connection'
import { root } from './engine'
import { importImage } from './testImages'

/** An image of one static program, which is no shell by its name, and a file; resolves to its name. */
export async function importOneProgram({ socket }: { socket: string }): Promise<string> {
  const connection = createConnection({ socket })
  try {
    await importImage(connection, 'bare:test', [
      { path: 'busybox', content: readFileSync(join(root, 'native/build/testing/bin/busybox')), mode: 0o755 },
      { path: 'data/' },
      { path: 'data/note', content: 'in the container\n' },
    ])
    return 'bare:test'
  } finally {
    connection.dispose()
  }
}
