// node throttledProxy.mjs PORT BYTES_PER_SECOND [up]: passes connections on to 127.0.0.1:PORT, slowly on the way back, or
// on the way there. SIGHUP: another 100,000 bytes, and then nothing before SIGUSR2. Prints {"port","open","sent"} whenever
// that changes; what was sent is that of the slow way.
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const [target, rate] = process.argv.slice(2, 4).map(Number)
const isUp = process.argv[4] === 'up'
const tick = 20
const bytesPerTick = (rate * tick) / 1000
let open = 0
let sent = 0
let limit = Number.POSITIVE_INFINITY
process.on('SIGHUP', () => {
  limit = sent + 100_000
})
process.on('SIGUSR2', () => {
  limit = Number.POSITIVE_INFINITY
})

const server = createServer(async (client) => {
  const registry = connect(target, '127.0.0.1')
  open++
  report()
  client.on('close', () => {
    open--
    registry.destroy()
    report()
  })
  for (const socket of [client, registry]) socket.on('error', () => client.destroy())
  const [from, to] = isUp ? [client, registry] : [registry, client]
  to.pipe(from)
  // On the slow way back what has come is still being passed on when the registry closes.
  if (isUp) registry.on('close', () => client.destroySoon())
  for await (const chunk of from.iterator({ destroyOnReturn: true })) {
    for (let at = 0; at < chunk.length && !client.destroyed; at += bytesPerTick) {
      while (sent >= limit && !client.destroyed) await sleep(tick)
      const part = chunk.subarray(at, at + bytesPerTick)
      to.write(part)
      sent += part.length
      report()
      // Headers and the like pass at once.
      if (part.length === bytesPerTick) await sleep(tick)
    }
  }
  to.end()
})

function report() {
  console.log(JSON.stringify({ port: server.address().port, open, sent }))
}

server.listen(0, '127.0.0.1', report)
process.on('unhandledRejection', () => {})
