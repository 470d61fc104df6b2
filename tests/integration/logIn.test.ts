import { readFileSync } from 'node:fs'
import { inspect as inspectValue } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { helperProgram } from '../support/helperProgram'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { member, type Registry, startRegistry, startStrangeServer } from '../support/registry'
import {
  folderBeside,
  forget,
  never,
  type Person,
  personAt,
  streamFailure,
  tagsOf,
} from '../support/registryPerson'
import { collect } from '../support/streams'
import { importImage, noise } from '../support/testImages'

let engine: ConnectedEngine
let open: Registry
let locked: Registry
let small: string
beforeAll(async () => {
  engine = await startImageEngine()
  ;[open, locked] = await Promise.all([
    startRegistry(engine.pid),
    startRegistry(engine.pid, { locked: 'member' }),
  ])
  small = await importImage(engine.connection, 'small:1', [{ path: 'small', content: noise(200_000) }])
})
afterAll(async () => {
  await Promise.all([open?.stop(), locked?.stop()])
  await engine?.stop()
})

const login = ({ registries }: Person, host: string, password = member.password) =>
  registries.login({ host, user: member.user, password })
const basic = (text: string) => Buffer.from(text).toString('base64')

describe('a registry that lets in its members alone', () => {
  it('is logged in to where a push or a pull fails, and then both go on', async () => {
    const me = personAt(engine, { config: {} })
    const reference = `${locked.host}/team/app:1`
    const said = { key: 'registry-denied/login', details: { host: locked.host, login: 1, object: reference } }
    expect(await streamFailure(me.push(reference, small))).toMatchObject(said)
    expect(await tagsOf(engine, small)).toEqual(['small:1'])

    const refused = await login(me, locked.host, 'not-this-one').catch((thrown) => thrown)
    expect(refused).toMatchObject({
      key: 'registry-denied/password',
      details: { host: locked.host, user: member.user },
    })
    expect(inspectValue(refused, { depth: 9 }), 'no password in what may be logged').not.toContain(
      'not-this-one',
    )
    expect(await streamFailure(me.push(reference, small)), 'nothing was kept').toMatchObject(said)

    expect(await login(me, locked.host)).toEqual({ keeper: 'memory', program: null, why: null })
    const { done } = (await collect(me.push(reference, small))).at(-1)!
    await forget(engine, reference)
    expect((await me.pull(reference)).at(-1)!.done!.id).toBe(small)
    expect(done!.digest).toMatch(/^sha256:/)
    await forget(engine, reference)

    await me.registries.logout({ host: locked.host })
    expect(await streamFailure(me.images.pull({ reference }, never()))).toMatchObject(said)
    expect(readFileSync(me.file, 'utf8'), 'nothing of it was written').toBe('{}')
  })

  it("opens to what the person's configuration and helpers hold", async () => {
    const reference = `${locked.host}/team/kept:1`
    const plain = personAt(engine, {
      config: { auths: { [locked.host]: { auth: basic(`${member.user}:${member.password}`) } } },
    })
    await collect(plain.push(reference, small))
    await forget(engine, reference)

    const folder = folderBeside(engine)
    const box = helperProgram(folder, 'box')
    const helped = personAt(engine, { folder, config: { credsStore: 'box' } })
    expect(await login(helped, locked.host)).toMatchObject({ keeper: 'helper' })
    expect((await helped.pull(reference)).at(-1)!.done!.id).toBe(small)
    expect(box.asked).toEqual([`store ${locked.host}`, `get ${locked.host}`])
    expect(JSON.parse(readFileSync(helped.file, 'utf8'))).toEqual({
      credsStore: 'box',
      auths: { [locked.host]: {} },
    })
    await forget(engine, reference)
  })

  it('says what is wrong with what is kept', async () => {
    const reference = `${locked.host}/team/app:1`
    const stale = personAt(engine, {
      config: { auths: { [locked.host]: { auth: basic(`${member.user}:old`) } } },
    })
    expect(await streamFailure(stale.images.pull({ reference }, never()))).toMatchObject({
      key: 'registry-denied/stale',
      details: { user: member.user, login: 1 },
    })
    const missing = personAt(engine, { config: { credsStore: 'nowhere' } })
    expect(await streamFailure(missing.push(reference, small))).toMatchObject({
      key: 'registry-denied/kept',
      details: { reason: { code: 'not-found/helper' } },
    })
    // What wants no log-in does not suffer from that.
    await collect(missing.push(`${open.host}/team/free:1`, small))
    await forget(engine, `${open.host}/team/free:1`)
  })

  it('is the only one that gets its password', async () => {
    const other = await startStrangeServer(engine.pid, 401, '<p>Who are you?</p>')
    const secret = basic(`${member.user}:${member.password}`)
    const me = personAt(engine, { config: { auths: { [locked.host]: { auth: secret } } } })
    await streamFailure(me.push(`${other.host}/team/a:1`, small))
    await streamFailure(me.images.pull({ reference: `${other.host}/team/a:1` }, never()))
    expect(other.requests.length).toBeGreaterThan(0)
    const told = JSON.stringify(other.requests)
    for (const word of [secret, member.password, 'authorization', 'uthorization'])
      expect(told).not.toContain(word)
    // Also when somebody is logged in there by another name.
    const auths = { [locked.host]: { auth: secret }, [other.host]: { auth: basic('other:word') } }
    const both = personAt(engine, { config: { auths } })
    await streamFailure(both.images.pull({ reference: `${other.host}/team/a:1` }, never()))
    expect(JSON.stringify(other.requests)).not.toContain(secret)
    await other.stop()
  })
})
