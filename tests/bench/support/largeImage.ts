import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineRelease } from '../../../scripts/setup/packageContents.mjs'
import { inCache } from '../../../scripts/support/paths.mjs'
import { digest } from '../../../scripts/support/stamp.mjs'
import { docker } from '../../support/engine'
import { makeDebianBase } from './debianBase'
import type { Tools } from './row'

export const largeImage = 'slipway-bench/large:1'
const base = 'slipway-bench/base:1'

const install = (packages: string) => `RUN apt-get install -y --no-install-recommends ${packages}`

/** What a web server with all its tools comes to when nobody looks: 2.3 GB, more than 100,000 entries. */
const dockerfile = `FROM ${base}
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update
${install('apache2')}
${install('php libapache2-mod-php php-mysql')}
${install('python3 python3-numpy python3-scipy')}
${install('gcc g++ golang-go')}
${install('nodejs npm')}
RUN rm -rf /var/lib/apt/lists/* && rm -rf /usr/share/doc
RUN chown -R www-data /usr/share/nodejs
RUN mkdir /app && for number in $(seq 5000); do echo "$number" > "/app/file-$number"; done
`

/** Its archive; another one once the recipe or the machine's release changes. */
const archiveName = () =>
  `large-image-${digest([dockerfile, process.arch, machineRelease().codename]).slice(0, 16)}.tar`

/** Where `docker save` of the large image is kept, once an engine was provided with it. */
export const largeImageArchive = () => join(inCache('bench'), archiveName())

/**
 * Makes sure that an engine has the large image. It is built once, which takes a network and some minutes, and kept
 * as an archive in the cache, outside the repository.
 */
export async function provideLargeImage(engine: { socket: string }, { folder, note }: Tools): Promise<void> {
  const kept = inCache('bench')
  const archive = largeImageArchive()
  if (existsSync(archive)) {
    note('loading the large image')
    await docker(engine, 'load', '--input', archive)
    return
  }
  note('building the large image, once: this takes some minutes')
  await build(engine, mkdtempSync(join(folder, 'build-')))
  note(`keeping it as ${archive}`)
  mkdirSync(kept, { recursive: true })
  const unfinished = `${archive}.new`
  await docker(engine, 'save', '--output', unfinished, largeImage)
  for (const name of readdirSync(kept)) {
    if (/^large-image-.*\.tar$/.test(name)) rmSync(join(kept, name))
  }
  renameSync(unfinished, archive)
}

async function build(engine: { socket: string }, folder: string): Promise<void> {
  await docker(engine, 'import', await makeDebianBase(folder), base)
  const context = mkdtempSync(join(folder, 'context-'))
  writeFileSync(join(context, 'Dockerfile'), dockerfile)
  await docker(engine, 'build', '--quiet', '--tag', largeImage, context)
}
