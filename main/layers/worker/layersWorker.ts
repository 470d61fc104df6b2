import { parentPort, workerData } from 'node:worker_threads'
import { serveLayers } from './serve'

/**
 * The thread in which layers are read and analysed, so that neither the window nor main ever waits for it.
 */
const { limit } = workerData as { readonly limit: number }
if (parentPort) serveLayers(parentPort, limit)
