import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type Answer, chunk, streamHead } from '../../support/fakeEngine'
import { listedRow } from './longList'

/** A list of containers that does harm, or an engine that goes on for ever. */
export interface HostileList {
  readonly name: string
  readonly list: Answer
  readonly events?: Answer
}

const MB = 1e6

export const hostileLists: readonly HostileList[] = [
  { name: 'a list of 250 MB', list: (socket) => void listOf(socket, rows(250 * MB)) },
  { name: 'a list of 28 MB in 50,000 rows', list: (socket) => void listOf(socket, rows(28 * MB)) },
  {
    name: 'a list of one row with labels of 28 MB',
    list: (socket) => void listOf(socket, [JSON.stringify({ ...listedRow(0), Labels: labels(28 * MB) })]),
  },
  { name: 'a list that stalls', list: (socket) => void socket.write(`${streamHead}${chunk('[')}`) },
  { name: 'a list that drips', list: (socket) => void drip(socket) },
  {
    name: 'a million events',
    list: (socket) => void listOf(socket, [JSON.stringify(listedRow(0))]),
    events: (socket) => void flood(socket, 1_000_000),
  },
]

function* rows(bytes: number): Generator<string> {
  for (let at = 0, written = 0; written < bytes; at++) {
    const row = JSON.stringify(listedRow(at))
    written += row.length + 1
    if (written < bytes) yield row
  }
}

const labels = (bytes: number) =>
  Object.fromEntries(Array.from({ length: bytes / 1000 }, (_, at) => [`label-${at}`, 'x'.repeat(985)]))

/** As fast as it is taken, and no faster. */
async function listOf(socket: Socket, rows: Iterable<string>): Promise<void> {
  socket.write(streamHead)
  let piece = '['
  for (const row of rows) {
    piece += piece === '[' ? row : `,${row}`
    if (piece.length < 100_000) continue
    if (!(await written(socket, chunk(piece)))) return
    piece = ''
  }
  socket.end(Buffer.concat([chunk(`${piece}]`), Buffer.from('0\r\n\r\n')]))
}

async function flood(socket: Socket, count: number): Promise<void> {
  socket.write(streamHead)
  const event = `${JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID: listedRow(0).Id } })}\n`
  const lines = chunk(event.repeat(1000))
  for (let sent = 0; sent < count; sent += 1000) if (!(await written(socket, lines))) return
}

async function drip(socket: Socket): Promise<void> {
  socket.write(`${streamHead}${chunk('[')}`)
  const timer = setInterval(() => socket.write(chunk(' ')), 500)
  await once(socket, 'close')
  clearInterval(timer)
}

/** False once nobody takes it any more. */
async function written(socket: Socket, bytes: Buffer): Promise<boolean> {
  if (socket.destroyed) return false
  if (!socket.write(bytes)) {
    const over = new AbortController()
    const { signal } = over
    await Promise.race(['drain', 'close'].map((event) => once(socket, event, { signal }))).catch(() => {})
    over.abort()
  }
  return !socket.destroyed
}
