import { parentPort, workerData } from 'node:worker_threads'
import type { LogsData } from './logsClient'
import { serveSearch } from './searchThread'
import { serveLogs } from './serve'

const { role, script, scratch } = workerData as LogsData

if (parentPort) {
  if (role === 'search') serveSearch(parentPort)
  else serveLogs(parentPort, { script, scratch })
}
