import { expect, test } from 'vitest'
import { createIndexBuilder } from '../../main/layers/indexBuilder'
import { readIndex } from '../../main/layers/indexReader'
import { countIndex, countPaths } from '../../main/services/containers/written'
import { entry, indexOf, link, whiteout } from '../support/layerEntries'

const changed = (Path: string, Kind = 1) => ({ Path, Kind })

test('of what an engine says files count, and directories in which nothing did', () => {
  const changes = [
    changed('/tmp', 0),
    changed('/tmp/z'),
    changed('/a'),
    changed('/d'),
    changed('/deep', 0),
    changed('/deep/er'),
    changed('/deep/er/file'),
    changed('/etc', 0),
    changed('/etc/passwd', 2),
  ]
  expect(countPaths(changes, [])).toEqual({ files: 4, removed: 1 })
  expect(countPaths([], [])).toEqual({ files: 0, removed: 0 })
})

test('what is mounted leaves a directory behind that does not count', () => {
  const changes = [changed('/srv', 0), changed('/srv/data'), changed('/srv/file'), changed('/anon')]
  expect(countPaths(changes, ['/srv/data', '/anon'])).toEqual({ files: 1, removed: 0 })
  // Nor does what is above it.
  expect(countPaths([changed('/var', 0), changed('/var/lib')], ['/var/lib'])).toEqual({
    files: 0,
    removed: 0,
  })
})

test('of a writable layer the same counts, and each file once whatever names it has', () => {
  const layer = indexOf(
    entry('tmp/'),
    entry('tmp/z', { size: 2 }),
    link('l', 'tmp/z'),
    entry('d/'),
    entry('srv/data/'),
    whiteout('etc/passwd'),
    entry('etc/group', { size: 40 }),
  )
  expect(countIndex(layer, ['/srv/data'])).toEqual({ files: 4, removed: 1, bytes: 42 })
  expect(countIndex(indexOf(), ['/data'])).toEqual({ files: 0, removed: 0, bytes: 0 })

  const builder = createIndexBuilder()
  builder.add(entry('a', { size: 9 }))
  builder.link(entry('b'), Buffer.from('a'))
  expect(countIndex(readIndex(builder.finish()), [])).toEqual({ files: 2, removed: 0, bytes: 9 })
})
