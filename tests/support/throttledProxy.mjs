// node throttledProxy.mjs PORT BYTES_PER_SECOND: passes connections on to 127.0.0.1:PORT, slowly on the way back.
// Prints {"port","open","sent"} whenever that changes.
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const [target, rate] = process.argv.slice(2).map(Number)
const tick = 20
let open = 0
let sent = 0

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
  client.pipe(registry)
  for await (const chunk of registry.iterator({ destroyOnReturn: true })) {
    for (let at = 0; at < chunk.length && !client.destroyed; at += (rate * tick) / 1000) {
      const part = chunk.subarray(at, at + (rate * tick) / 1000)
      client.write(part)
      sent += part.length
      report()
      if (part.length > 1000) await sleep(tick)
    }
  }
  client.end()
})

function report() {
  console.log(JSON.stringify({ port: server.address().port, open, sent }))
}

server.listen(0, '127.0.0.1', report)
process.on('unhandledRejection', () => {})
