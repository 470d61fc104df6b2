import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { docker } from './engine'
import { programsInside } from './namespaces'

/** What an engine has, by its own word and on the disk. Each list is in order. */
export interface Holdings {
  /** Names with ids. */
  readonly images: string[]
  readonly containers: string[]
  /** Those with a name: of a container of --rm that runs while Docker is stopped an anonymous one may stay. */
  readonly volumes: string[]
  /** Names with ids and subnets; those that were made. */
  readonly networks: string[]
  /** A digest for each layer and volume: of its files' names, bytes, owners, modes, times and extended attributes. */
  readonly files: string[]
}

/** @param home of a rootless engine that runs; nothing may write to its files meanwhile */
export async function holdingsOf(engine: { socket: string }, home: string): Promise<Holdings> {
  const list = async (...words: string[]) => (await docker(engine, ...words)).split('\n').sort()
  const images = await list('images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}')
  const containers = await list('ps', '-a', '--no-trunc', '--format', '{{.Names}} {{.ID}}')
  const volumes = (await list('volume', 'ls', '-q')).filter((name) => !/^[\da-f]{64}$/.test(name))
  const made = await list('network', 'ls', '-q', '--filter', 'type=custom')
  const network = '{{.Name}} {{.Id}} {{(index .IPAM.Config 0).Subnet}}'
  const ids = [...images, ...containers].map((line) => line.split(' ').at(-1)!)
  const layers = '{{.GraphDriver.Data.UpperDir}}:{{.GraphDriver.Data.LowerDir}}'
  const folders = (await list('inspect', '--format', layers, ...ids)).flatMap((line) => line.split(':'))
  const contents = volumes.map((name) => join(home, 'engine/data/volumes', name, '_data'))
  return {
    images,
    containers,
    volumes,
    networks: await list('network', 'inspect', '--format', network, ...made),
    files: digests(home, [...folders, ...contents]),
  }
}

/** All that tar can tell of a folder. */
const archive =
  'tar --create --sort=name --numeric-owner --xattrs --xattrs-include="*" --format=pax ' +
  '--pax-option=delete=atime,delete=ctime --directory="$folder" .'

function digests(home: string, folders: readonly string[]): string[] {
  // An image of one layer has none below.
  const present = [...new Set(folders)].filter((folder) => folder.startsWith(home)).sort()
  const script = `for folder; do echo "$folder $(${archive} | sha256sum)"; done`
  const inside = programsInside({ mode: 'rootless', run: join(home, 'run') })
  const [program, ...words] = [...inside, 'sh', '-c', script, 'sh', ...present]
  return execFileSync(program!, words, { encoding: 'utf8' }).trim().split('\n')
}
