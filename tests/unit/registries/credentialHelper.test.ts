import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentialHelper } from '../../../main/services/registries/credentialHelper'
import { eventually } from '../../support/eventually'
import { helperProgram } from '../../support/helperProgram'
import { isAlive } from '../../support/processes'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-helper-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const key = 'registry.example:5000'
const secret = 'a "secret" \\ with ünicode\nand lines'
const helper = (name: string, timeout?: number) =>
  credentialHelper(name, {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    brought: join(folder, 'brought'),
    timeout,
  })
/** Of one that does as the script says. */
const scripted = (script: string, timeout?: number) => {
  helperProgram(folder, 'odd', script)
  return helper('odd', timeout)
}

describe('a credential helper', () => {
  it('keeps, gives, lists and forgets by the protocol', async () => {
    helperProgram(folder, 'box')
    const { get, store, erase, list } = helper('box')
    expect(await get(key)).toBeNull()
    await store(key, { user: 'one', secret })
    await store('https://index.docker.io/v1/', { user: '<token>', secret: 'token' })
    expect(await get(key)).toEqual({ user: 'one', secret })
    expect(await list()).toEqual(
      new Map([
        ['https://index.docker.io/v1/', '<token>'],
        [key, 'one'],
      ]),
    )
    await erase(key)
    await erase(key)
    expect(await get(key)).toBeNull()
  })

  it('is taken from those that Slipway brings only where the person has none of the name', async () => {
    helperProgram(join(folder, 'brought'), 'box', 'echo \'{"Username":"brought","Secret":"s"}\'')
    expect((await helper('box').get(key))?.user).toBe('brought')
    helperProgram(folder, 'box', 'echo \'{"Username":"own","Secret":"s"}\'')
    expect((await helper('box').get(key))?.user).toBe('own')
  })

  it('gets the key on its input alone, never among its words', async () => {
    const { get } = scripted(
      `echo "$*" >'${folder}/words'; cat >'${folder}/input'; echo '{"Username":"a","Secret":"b"}'`,
    )
    await get(key)
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe('get\n')
    expect(readFileSync(join(folder, 'input'), 'utf8')).toBe(key)
  })

  it.each(['missing', '../odd', 'a/b', ''])('that is not there is said: %s', async (name) => {
    await expect(helper(name).get(key)).rejects.toMatchObject({
      key: 'not-found/helper',
      details: { program: `docker-credential-${name}` },
    })
  })

  it('that hangs is ended at its deadline, with what it has started', async () => {
    const { get } = scripted(`sleep 1000 & echo $! >'${folder}/pid'; wait`, 300)
    await expect(get(key)).rejects.toMatchObject({ key: 'timeout/helper', details: { seconds: 0.3 } })
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    await eventually(() => expect(isAlive(pid)).toBe(false))
  })

  it('that hangs is left at once by who does not wait any more', async () => {
    const stop = new AbortController()
    const getting = scripted(`echo $$ >'${folder}/pid'; exec sleep 1000`).get(key, stop.signal)
    getting.catch(() => {})
    const pid = () => Number(readFileSync(join(folder, 'pid'), 'utf8'))
    await eventually(() => expect(pid()).toBeGreaterThan(0))
    stop.abort()
    await expect(getting).rejects.toMatchObject({ code: 'cancelled' })
    await eventually(() => expect(isAlive(pid())).toBe(false))
  })

  it.each(['echo not JSON', 'echo null', 'echo "[]"', 'echo \'{"Username":"a"}\'', 'true'])(
    'that answers with something else (%s) is said, without a word of it',
    async (script) => {
      const error = await scripted(script)
        .get(key)
        .catch((thrown) => thrown)
      expect(error).toMatchObject({ key: 'unsupported/helper' })
      expect(JSON.stringify(error.toData())).not.toContain('not JSON')
    },
  )

  it("lists keys without what the keyring's puts before them", async () => {
    const { list } = scripted('echo \'{"Registry credentials for registry.example:5000":"one"}\'')
    expect(await list()).toEqual(new Map([[key, 'one']]))
  })

  it('that writes without end is ended', async () => {
    await expect(scripted('exec cat /dev/zero').get(key)).rejects.toMatchObject({ key: 'timeout/helper' })
  })

  it('that fails says why', async () => {
    await expect(scripted('echo pass not initialized: exit status 1; exit 1').get(key)).rejects.toMatchObject(
      {
        key: 'denied/helper',
        details: { reason: 'pass not initialized: exit status 1' },
      },
    )
    await expect(scripted('exit 7').store(key, { user: 'a', secret })).rejects.toMatchObject({
      key: 'denied/helper',
      details: { reason: 'it ended with 7' },
    })
  })
})
