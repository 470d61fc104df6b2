// Runs a module of the tests in a process of its own: node typeScript.mjs FILE INPUT. Its default export gets the input, and
// what that resolves to is printed; both as JSON.
import { resolve } from 'node:path'
import { createServer } from 'vite'

const [file, input] = process.argv.slice(2)
const server = await createServer({
  configFile: false,
  root: resolve(import.meta.dirname, '../..'),
  logLevel: 'error',
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false, watch: null },
})
const module = await server.ssrLoadModule(file)
process.stdout.write(JSON.stringify(await module.default(JSON.parse(input))))
await server.close()
