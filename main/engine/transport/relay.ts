import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import type { Transport } from './transport'

export interface Relay {
  close(): void
}

/**
 * Makes a far engine answer on a unix socket here, for threads that read from it by themselves. The directory must be
 * one that nobody else may enter.
 */
export async function createRelay(transport: Transport, path: string): Promise<Relay> {
  await rm(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    open.add(near)
    near.once('close', () => open.delete(near))
    near.on('error', () => {})
    transport.open().then(
      (far) => {
        const end = () => {
          far.destroy()
          near.destroy()
        }
        pipeline(near, far, (error) => error && end())
        pipeline(far, near, end)
        near.resume()
      },
      () => near.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  return {
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
