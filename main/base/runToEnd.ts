import { spawn } from 'node:child_process'

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whether it took too long and was ended. */
  readonly late: boolean
}

/**
 * Runs a program to its end, in a group of its own: what it has started ends with it when it takes too long.
 * @param options `timeout`: milliseconds
 * @throws the system's error when it cannot be started
 */
export function runToEnd(
  program: string,
  words: readonly string[],
  { env, timeout }: { readonly env: NodeJS.ProcessEnv; readonly timeout: number },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    let late = false
    const timer = setTimeout(() => {
      late = true
      endGroup(child.pid)
    }, timeout)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...output, late })
    })
  })
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader) process.kill(-leader, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
