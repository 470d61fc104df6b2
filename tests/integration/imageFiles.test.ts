import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { folderBeside, forget, never, personAt, streamFailure, tagsOf } from '../support/registryPerson'
import { collect, until } from '../support/streams'
import { importImage, inspect, noise } from '../support/testImages'

let engine: ConnectedEngine
let small: string
beforeAll(async () => {
  engine = await startImageEngine()
  small = await importImage(engine.connection, 'small:1', [{ path: 'small', content: noise(200_000) }])
})
afterAll(() => engine?.stop())

describe('tag', () => {
  it('gives one more name, takes it from another image, and keeps an image that has names left', async () => {
    const { images } = personAt(engine)
    const other = await importImage(engine.connection, 'other:1', [{ path: 'other', content: 'other' }])
    await images.tag({ id: small, reference: 'extra:1' })
    expect((await tagsOf(engine, small)).sort()).toEqual(['extra:1', 'small:1'])
    await images.tag({ id: other, reference: 'extra:1' })
    expect(await tagsOf(engine, small)).toEqual(['small:1'])
    await images.remove({ id: other, reference: 'extra:1' })
    expect(await tagsOf(engine, other)).toEqual(['other:1'])
    await images.remove({ id: other, reference: 'other:1' })
    await expect(inspect(engine.connection, other)).rejects.toMatchObject({ code: 'not-found' })
    await expect(images.tag({ id: other, reference: 'x:1' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('save', () => {
  it('writes several images with all their names to one file, that can be loaded again', async () => {
    const folder = folderBeside(engine)
    const file = join(folder, 'both.tar')
    const me = personAt(engine, { save: file })
    const other = await importImage(engine.connection, 'other:1', [
      { path: 'other', content: noise(100_000) },
    ])
    await me.images.tag({ id: other, reference: 'other:second' })
    const items = await collect(me.images.save({ ids: [small, other] }, never()))
    expect(items.at(-1)!.done).toMatchObject({ id: small })
    expect(items.at(-1)!.layers).toMatchObject([{ id: 'both.tar', status: 'done' }])
    await forget(engine, 'other:1', 'other:second', 'small:1')
    await docker(engine, 'load', '--input', file)
    expect((await tagsOf(engine, other)).sort()).toEqual(['other:1', 'other:second'])
    expect(await tagsOf(engine, small)).toEqual(['small:1'])
    expect(readdirSync(folder).filter((name) => name.startsWith('both'))).toEqual(['both.tar'])
    await forget(engine, 'other:1', 'other:second')
  })

  it('leaves nothing when it is left, cannot be written, or an image is gone', async () => {
    const folder = folderBeside(engine)
    const file = join(folder, 'small.tar')
    const me = personAt(engine, { save: file })
    const id = await importImage(engine.connection, 'big:1', [{ path: 'big', content: noise(30_000_000) }])
    const saving = me.images.save({ ids: [id] }, never())[Symbol.asyncIterator]()
    await until(saving, ({ layers }) => layers[0]!.current > 0)
    await saving.return!()
    expect(readdirSync(folder).filter((name) => name.startsWith('small'))).toEqual([])
    await forget(engine, 'big:1')
    expect(await streamFailure(me.images.save({ ids: [id] }, never()))).toMatchObject({ code: 'not-found' })
    const nowhere = personAt(engine, { save: join(folder, 'none/small.tar') })
    expect(await streamFailure(nowhere.images.save({ ids: [small] }, never()))).toMatchObject({
      code: 'not-found',
    })
    expect(await streamFailure(personAt(engine).images.save({ ids: [small] }, never()))).toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('import', () => {
  it('makes an image of a tarball, with its name, message and changes', async () => {
    const folder = folderBeside(engine)
    const file = join(folder, 'files.tar')
    await docker(engine, 'create', '--name', 'source', 'small:1', '/nothing')
    await docker(engine, 'export', '--output', file, 'source')
    await docker(engine, 'rm', 'source')
    const me = personAt(engine, { open: file })
    const wanted = { reference: 'made:1', message: 'From files', changes: ['CMD ["sh"]', 'ENV A=b'] }
    const items = await collect(me.images.import(wanted, never()))
    const { id, tags } = items.at(-1)!.done!
    expect(tags).toEqual(['made:1'])
    expect(await docker(engine, 'inspect', '--format', '{{json .Config.Cmd}} {{json .Config.Env}}', id)).toBe(
      '["sh"] ["A=b"]',
    )
    expect(await docker(engine, 'history', '--format', '{{.Comment}}', 'made:1')).toBe('From files')
    await forget(engine, 'made:1')
    const nameless = await collect(me.images.import({ ...wanted, reference: null }, never()))
    expect(nameless.at(-1)!.done!.tags).toEqual([])
    await forget(engine, nameless.at(-1)!.done!.id)
  })

  it('refuses what is no tarball and what is no change', async () => {
    const folder = folderBeside(engine)
    const file = join(folder, 'files.tar')
    writeFileSync(file, 'no tar at all'.repeat(500))
    const me = personAt(engine, { open: file })
    const wanted = { reference: 'made:1', message: '', changes: [] as string[] }
    expect(await streamFailure(me.images.import(wanted, never()))).toMatchObject({
      key: 'archive-invalid/import',
      details: { object: 'files.tar' },
    })
    writeFileSync(file, Buffer.alloc(1024))
    expect(await streamFailure(me.images.import({ ...wanted, changes: ['FROM x'] }, never()))).toMatchObject({
      key: 'invalid-input/changes',
    })
    await expect(inspect(engine.connection, 'made:1')).rejects.toMatchObject({ code: 'not-found' })
  })
})
