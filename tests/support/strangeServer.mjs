// node strangeServer.mjs STATUS TYPE BODY: answers every request with the same, and prints each as JSON: method, url and
// headers. The first line is {"port"}. A status of 0 hangs up instead.
import { createServer } from 'node:http'

const [status, type, body] = process.argv.slice(2)
const server = createServer(({ method, url, headers, socket }, response) => {
  console.log(JSON.stringify({ method, url, headers }))
  if (status === '0') return socket.destroy()
  response.writeHead(Number(status), { 'content-type': type })
  response.end(method === 'HEAD' ? undefined : body)
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
