import { spawn } from 'node:child_process'

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whether it took too long, or wrote too much, and was ended. */
  readonly late: boolean
}

interface Run {
  readonly env: NodeJS.ProcessEnv
  /** Milliseconds. */
  readonly timeout: number
  /** What it reads from its standard input; without it, that is empty. */
  readonly input?: string
  /** Ends it before its time. */
  readonly signal?: AbortSignal
}

/** Characters of either output; a program that writes without end must not fill the memory. */
const most = 4_000_000

/**
 * Runs a program to its end, in a group of its own: what it has started ends with it when it takes too long.
 * @throws the system's error when it cannot be started, or the signal's reason
 */
export function runToEnd(
  program: string,
  words: readonly string[],
  { env, timeout, input, signal }: Run,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const child = spawn(program, words, {
      env,
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    const forget = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
    }
    // Nobody waits for one that left the group and still holds the outputs.
    const stop = () => {
      forget()
      endGroup(child.pid)
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    const leave = () => {
      stop()
      reject(signal?.reason)
    }
    const giveUp = () => {
      stop()
      resolve({ code: null, ...output, late: true })
    }
    const timer = setTimeout(giveUp, timeout)
    signal?.addEventListener('abort', leave, { once: true })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
        if (output[name].length > most) giveUp()
      })
    }
    // It may have ended without reading any of it.
    child.stdin?.on('error', () => {}).end(input)
    child.on('error', (error) => {
      forget()
      reject(error)
    })
    child.on('close', (code) => {
      forget()
      resolve({ code, ...output, late: false })
    })
  })
}

export function endGroup(leader: number | undefined): void {
  try {
    if (leader) process.kill(-leader, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
