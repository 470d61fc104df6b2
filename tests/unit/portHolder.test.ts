import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import type { EngineApi } from '../../main/engine/api/api'
import type { ListedContainer } from '../../main/engine/api/containerAnswers'
import { parseListeners } from '../../main/services/containers/listeners'
import { nextFree, tellHolder } from '../../main/services/containers/portHolder'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** A port on which this very process listens. */
async function listen(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

const engineWith = (...containers: Partial<ListedContainer>[]) =>
  ({ containers: { list: async () => containers } }) as unknown as EngineApi
const busy = (port: number, engine = `Bind for 0.0.0.0:${port} failed: port is already allocated`) =>
  new AppError('port-busy/port', { port, object: 'web', engine })
const shop = {
  Id: 'c1',
  Names: ['/shop-web-1'],
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
}
const here = { elsewhere: false }

describe('who holds a port', () => {
  it('is a container, by its name, with the next port that is free', async () => {
    const error = await tellHolder(busy(8080), engineWith(shop), { ...here, proc: '/nowhere' })
    expect(error.key).toBe('port-busy/container')
    expect(error.message).toBe(
      'The container shop-web-1 already has port 8080. Choose another host port, or stop that container.',
    )
    expect(error.details).toMatchObject({ port: 8080, object: 'web', container: 'c1', free: 8081 })
  })

  it('is a program of this machine, by its name and process', async () => {
    const port = await listen()
    const error = await tellHolder(busy(port), engineWith(), here)
    expect(error.key).toBe('port-busy/program')
    expect(error.details).toMatchObject({ port, pid: String(process.pid) })
    expect(error.details?.free).toBeGreaterThan(port)
  })

  it('stays unsaid where it cannot be seen, and of another machine no port is called free', async () => {
    const port = await listen()
    const far = await tellHolder(busy(port), engineWith(), { elsewhere: true })
    expect(far.key).toBe('port-busy/port')
    expect(far.details?.free).toBeUndefined()
    const unseen = await tellHolder(busy(port), engineWith(), { ...here, proc: '/nowhere' })
    expect(unseen.key).toBe('port-busy/port')
    expect(unseen.details?.free).toBe(port + 1)
  })

  it('is no container that has it for another protocol', async () => {
    const udp = busy(8080, 'listen udp4 0.0.0.0:8080: bind: address already in use')
    const error = await tellHolder(udp, engineWith(shop), { ...here, proc: '/nowhere' })
    expect(error.key).toBe('port-busy/port')
    expect(error.details?.free).toBe(8081)
  })

  it('is not asked of other failures, nor where the engine answers no more', async () => {
    const other = new AppError('name-taken', { object: 'web' })
    expect(await tellHolder(other, engineWith(shop), here)).toBe(other)
    const unnamed = new AppError('port-busy', { object: 'web' })
    expect(await tellHolder(unnamed, engineWith(shop), here)).toBe(unnamed)
    const gone = { containers: { list: () => Promise.reject(new Error('gone')) } } as unknown as EngineApi
    expect((await tellHolder(busy(8080), gone, { ...here, proc: '/nowhere' })).key).toBe('port-busy/port')
  })
})

describe('the next free port', () => {
  it('passes those that are taken, and leaves those that need rights', () => {
    expect(nextFree(8080, new Set([8081, 8082]))).toBe(8083)
    expect(nextFree(80, new Set())).toBe(8080)
    expect(nextFree(65_535, new Set())).toBeUndefined()
  })
})

describe('a table of sockets', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0000 100 0 0 10 0
   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0000 100 0 0 10 0
 strange
`
  it('tells those that wait for others', () => {
    expect(parseListeners(table, 'tcp')).toEqual([{ port: 8080, protocol: 'tcp', inode: '4242' }])
    expect(parseListeners('', 'tcp')).toEqual([])
  })
})
