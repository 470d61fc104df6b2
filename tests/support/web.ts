import { containerPid, docker, importBusybox } from './engine'
import { freePort } from './freePort'
import { patience } from './patience'

/** Starts a container `web` that serves a word on a port of this machine; resolves to the pid of its first process. */
export async function startWeb(engine: { socket: string }, ...words: string[]): Promise<number> {
  const image = await importBusybox(engine)
  const serve = 'echo works > /tmp/index.html; exec httpd -f -p 80 -h /tmp'
  // Engines of other tests would ask for the same first port of Docker's range while this one's dockerd is away.
  const publish = ['-p', `127.0.0.1:${await freePort()}:80`]
  await docker(engine, 'run', '-d', '--init', '--name', 'web', ...publish, ...words, image, 'sh', '-c', serve)
  return containerPid(engine, 'web')
}

/** What `web` answers now: `works`, when all is well. */
export async function webAnswer(engine: { socket: string }): Promise<string> {
  const port = (await docker(engine, 'port', 'web', '80')).split(':').at(-1)
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(patience) })
  return (await response.text()).trim()
}
