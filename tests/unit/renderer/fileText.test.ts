import { describe, expect, it } from 'vitest'
import type { TreeRow } from '../../../main/contract/layerFiles'
import {
  modeText,
  ownerText,
  readBytes,
  readNames,
  rowBytes,
  showsCounts,
  splitPath,
  tellingReasons,
} from '../../../renderer/features/layers/files/fileText'

const row = (values: Partial<TreeRow>) =>
  ({ change: 'unchanged', bytes: 0, bytesBefore: 0, bytesStored: 0, bytesRemoved: 0, ...values }) as TreeRow

describe('what is said of a file', () => {
  it('is its mode as ls writes it', () => {
    expect(modeText('directory', 0o755)).toBe('drwxr-xr-x')
    expect(modeText('file', 0o4755)).toBe('-rwsr-xr-x')
    expect(modeText('file', 0o2644)).toBe('-rw-r-Sr--')
    expect(modeText('directory', 0o1777)).toBe('drwxrwxrwt')
    expect(modeText('symlink', 0o777)).toBe('lrwxrwxrwx')
    expect(modeText('fifo', 0)).toBe('p---------')
  })
  it('is its owner by number', () => {
    expect(ownerText({ uid: 33, gid: 0 })).toBe('33:0')
    const users = readNames(
      'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/:\n# no:line\ntoor:x:0:0::/:\nbad:x:one\n',
    )
    const groups = readNames('root:x:0:\nwww-data:x:33:\nstaff:x:50:a,b')
    const owner = (uid: number, gid: number) => ownerText({ uid, gid }, { users, groups })
    expect([owner(0, 0), owner(33, 33), owner(0, 50), owner(1000, 50), owner(7, 8)]).toEqual([
      'root',
      'www-data',
      'root:staff',
      '1000:staff',
      '7:8',
    ])
  })
  it('is its name apart from the way to it', () => {
    expect(splitPath('usr/share/doc')).toEqual({ above: 'usr/share/', name: 'doc' })
    expect(splitPath('etc')).toEqual({ above: '', name: 'etc' })
  })
  it('is of what lies in a directory, unless all of that came or went with it', () => {
    expect(showsCounts({ kind: 'directory', change: 'unchanged' })).toBe(true)
    expect(showsCounts({ kind: 'directory', change: 'modified' })).toBe(true)
    expect(showsCounts({ kind: 'directory', change: 'removed' })).toBe(false)
    expect(showsCounts({ kind: 'directory', change: 'added' })).toBe(false)
    expect(showsCounts({ kind: 'file', change: 'modified' })).toBe(false)
  })
  it('is what is there in the whole stack, and what a layer stored when it stands alone', () => {
    const modified = row({ change: 'modified', bytes: 90, bytesBefore: 40, bytesStored: 10, bytesRemoved: 5 })
    expect(rowBytes(modified, 'stacked')).toBe(90)
    expect(rowBytes(modified, 'only')).toBe(10)
    expect(rowBytes(row({ bytes: 90, bytesRemoved: 5 }), 'only')).toBe(-5)
    expect(Object.is(rowBytes(row({ change: 'added' }), 'only'), 0), 'no -0').toBe(true)
    expect(Object.is(rowBytes(row({ change: 'removed' }), 'only'), 0), 'no -0').toBe(true)
    const removed = row({ change: 'removed', bytesBefore: 40, bytesRemoved: 40 })
    expect(rowBytes(removed, 'only')).toBe(-40)
    expect(rowBytes(removed, 'stacked')).toBe(-40)
  })
  it('leaves the time out where something else tells more', () => {
    expect(tellingReasons(['owner', 'time'])).toEqual(['owner'])
    expect(tellingReasons(['time'])).toEqual(['time'])
  })
})

describe('a size that is typed', () => {
  it.each([
    ['', 0],
    ['  ', 0],
    ['1000', 1000],
    ['10 MB', 10e6],
    ['1.5g', 1.5e9],
    ['1,5 GB', 1.5e9],
    ['512 KiB', 512 * 1024],
    ['2 MiB', 2 * 1024 ** 2],
    ['7b', 7],
  ])('%j is %d bytes', (text, bytes) => {
    expect(readBytes(text)).toBe(bytes)
  })
  it.each(['ten', '10 apples', '-5', '1.2.3', 'MB', 'constructor', '1 constructor'])('%j is none', (text) => {
    expect(readBytes(text)).toBeNull()
  })
})
