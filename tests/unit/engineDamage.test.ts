import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isWholeBolt } from '../../main/engine/owned/boltFile'
import { damageIn } from '../../main/engine/owned/damage'

const began = 'time="2026-11-30T10:06:05Z" level=info msg="Starting up"\n'
const beganContainerd = 'time="2026-11-30T10:06:05Z" level=info msg="starting containerd" revision=x\n'

/** As dockerd 28.5.2 and containerd 2 wrote it over files that were damaged. */
const said = [
  [
    'dockerd',
    'volumes',
    'failed to start daemon: error while opening volume store metadata database (/home/ada/engine/data/volumes/metadata.db): invalid database\n',
  ],
  [
    'dockerd',
    'volumes',
    `unexpected fault address 0x7f320fa05008
fatal error: fault
[signal SIGBUS: bus error code=0x2 addr=0x7f320fa05008 pc=0x5607767941b7]

goroutine 1 gp=0x3888b7161e0 m=0 mp=0x56077a344320 [running, locked to thread]:
go.etcd.io/bbolt.Open({0x3888b773d10, 0x45}, 0x180, 0x3888bba0000)
	go.etcd.io/bbolt/db.go:299 +0xb69 fp=0x3888bcf2800 sp=0x3888bcf26d0 pc=0x56077679db69
github.com/docker/docker/volume/service.NewStore({0x3888b957900, 0x31}, 0x3888b96eb70, {0x3888bcf2990, 0x1, 0x0?})
	github.com/docker/docker/volume/service/store.go:109 +0x2ac fp=0x3888bcf28f8 sp=0x3888bcf2800 pc=0x560777851d8c
`,
  ],
  [
    'dockerd',
    'networks',
    'failed to start daemon: Error initializing network controller: error obtaining controller instance: libnet controller initialization: invalid database\n',
  ],
  [
    'dockerd',
    'networks',
    `panic: page 5 already freed

goroutine 1 [running, locked to thread]:
github.com/docker/docker/libnetwork/internal/kvstore/boltdb.New({0x3d06963287d0, 0x4b}, {0x55655a908ef8, 0xa})
	github.com/docker/docker/libnetwork/internal/kvstore/boltdb/boltdb.go:39 +0xa9
`,
  ],
  [
    'dockerd',
    'tags',
    "failed to start daemon: Couldn't create reference store repository: invalid character '\\x00' looking for beginning of value\n",
  ],
  ['dockerd', 'tags', "failed to start daemon: Couldn't create reference store repository: unexpected EOF\n"],
  [
    'dockerd',
    'builds',
    'error initializing buildkit: error creating buildkit instance: failed to open database file /home/ada/engine/data/buildkit/snapshots.db: invalid database\n',
  ],
  [
    'dockerd',
    'builds',
    `unexpected fault address 0x7f500c386008
fatal error: fault
github.com/moby/buildkit/cache/metadata.NewStore({0x286a946dd310, 0x49})
	github.com/moby/buildkit/cache/metadata/metadata.go:30 +0x2b fp=0x286a94d1b1c0 sp=0x286a94d1b148 pc=0x560ae7a6d50b
github.com/docker/docker/builder/builder-next.newController({_, _}, {_, _}, {0x286a9457cc30, {0x286a94d6edc0, 0x3a}})
`,
  ],
  [
    'containerd',
    'containerd',
    `unexpected fault address 0x7f8e02c2b000
fatal error: fault
go.etcd.io/bbolt.Open({0x16690776de0, 0x5e}, 0x1a4, 0x16690809490)
	go.etcd.io/bbolt/db.go:299 +0xb69 fp=0x16690782ff0 sp=0x16690782ec0 pc=0xd46da9
github.com/containerd/containerd/v2/plugins/metadata.init.1.func1(0x16690bb9680)
`,
  ],
] as const

describe('what a program says before it ends', () => {
  it.each(said)('%s: %s', (name, holds, words) => {
    const start = name === 'dockerd' ? began : beganContainerd
    expect(damageIn(name, start + words)).toBe(holds)
    // One of before was mended since.
    expect(damageIn(name, start + words + start)).toBeNull()
    expect(damageIn(name === 'dockerd' ? 'containerd' : 'dockerd', start + words)).toBeNull()
  })

  it.each([
    "failed to start daemon: Couldn't create reference store repository: open repositories.json: permission denied\n",
    'failed to start daemon: Error initializing network controller: error obtaining controller instance: libnet controller initialization: open local-kv.db: no space left on device\n',
    'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n',
    '',
  ])('is not taken for damage: %j', (words) => expect(damageIn('dockerd', began + words)).toBeNull())
})

describe('a database of bbolt', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-bolt-'))
    file = join(folder, 'a.db')
    writeFileSync(file, database([7n, 6n]))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is whole with either of its two beginnings', () => {
    expect(isWholeBolt(file)).toBe(true)
    for (const spoilt of [0, 1]) {
      const other = join(folder, `${spoilt}.db`)
      copyFileSync(file, other)
      writeFileSync(other, database([6n, 7n]).fill(0xff, spoilt * 4096, spoilt * 4096 + 100))
      expect(isWholeBolt(other)).toBe(true)
    }
  })

  it.each([
    ['nothing', (content: Buffer) => content.subarray(0, 0)],
    ['a piece', (content: Buffer) => content.subarray(0, 100)],
    ['all but its end', (content: Buffer) => content.subarray(0, content.length - 1)],
    ['zeros', (content: Buffer) => content.fill(0)],
    ['no beginning', (content: Buffer) => content.fill(1, 0, 8192)],
    ['no tree', (content: Buffer) => content.fill(1, 3 * 4096, 4 * 4096)],
    ['no list of free pages', (content: Buffer) => content.fill(1, 2 * 4096, 3 * 4096)],
    ['a beginning that was changed', (content: Buffer) => content.fill(9, 40, 41).fill(9, 4136, 4137)],
  ])('is not whole with %s', (_, spoil) => {
    writeFileSync(file, spoil(database([7n, 6n])))
    expect(isWholeBolt(file)).toBe(false)
  })

  it('may be longer than it says', () => {
    truncateSync(file, 1 << 20)
    expect(isWholeBolt(file)).toBe(true)
  })
})

/** As bbolt writes an empty one: two pages of meta, a list of free pages, a leaf. */
function database(transactions: readonly [bigint, bigint]): Buffer {
  const content = Buffer.alloc(4 * 4096)
  for (const [page, flags] of [4, 4, 0x10, 2].entries()) {
    content.writeBigUInt64LE(BigInt(page), page * 4096)
    content.writeUInt16LE(flags, page * 4096 + 8)
  }
  for (const [page, transaction] of transactions.entries()) {
    const meta = content.subarray(page * 4096 + 16, page * 4096 + 80)
    for (const [index, word] of [0xed0cdaed, 2, 4096, 0].entries()) meta.writeUInt32LE(word, index * 4)
    for (const [index, word] of [3n, 0n, 2n, 4n, transaction].entries())
      meta.writeBigUInt64LE(word, 16 + index * 8)
    let hash = 0xcbf29ce484222325n
    for (const byte of meta.subarray(0, 56))
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & (2n ** 64n - 1n)
    meta.writeBigUInt64LE(hash, 56)
  }
  return content
}
