import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

export interface TestAgent {
  readonly socket: string
  dispose(): Promise<void>
}

/** A real ssh-agent. */
export async function startSshAgent(): Promise<TestAgent & { add(key: string, passphrase: string): void }> {
  const at = mkdtempSync(join(tmpdir(), 'sw-agent-'))
  const socket = join(at, 'socket')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  const ended = once(agent, 'exit')
  await expect.poll(() => existsSync(socket)).toBe(true)
  return {
    socket,
    add(key, passphrase) {
      const ask = join(at, 'ask')
      writeFileSync(ask, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 })
      const asking = { SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force' }
      execFileSync('ssh-add', ['-q', key], {
        env: { ...process.env, ...asking, SSH_AUTH_SOCK: socket },
        stdio: 'ignore',
      })
    },
    async dispose() {
      agent.kill()
      await ended
      rmSync(at, { recursive: true, force: true })
    },
  }
}

/** Takes what it is asked, and never answers. */
export async function startHangingAgent(): Promise<TestAgent> {
  const at = mkdtempSync(join(tmpdir(), 'sw-agent-'))
  const socket = join(at, 'socket')
  const open = new Set<Socket>()
  const server = createServer((near) => {
    open.add(near)
    near.on('error', () => {}).once('close', () => open.delete(near))
    near.resume()
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return {
    socket,
    async dispose() {
      for (const near of open) near.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(at, { recursive: true, force: true })
    },
  }
}
