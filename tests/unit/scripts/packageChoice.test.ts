import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { choosePlans } from '../../../scripts/setup/packageChoice.mjs'
import { parseRecords, upstream } from '../../../scripts/setup/packageRecords.mjs'

const contents = JSON.parse(readFileSync('native/runtime/packages.json', 'utf8'))

type Versions = Record<string, string>
const suite = (versions: Versions, glibc: Versions = {}) =>
  parseRecords(
    Object.entries(versions)
      .map(
        ([name, version]) =>
          `Package: ${name}\nVersion: ${version}\nDepends: libc6 (>= ${glibc[name] ?? '2.34'})\n`,
      )
      .join('\n'),
  )

// As they were when the set-up was written.
const small = { rootlesskit: '2.0.2-2', slirp4netns: '1.3.3-1', 'busybox-static': '1:1.38.0-3' }
const wantsNewer = { runc: '2.38', slirp4netns: '2.38', tini: '2.38' }
const bookwormVersions = {
  ...small,
  'docker.io': '20.10.24+dfsg1-1',
  containerd: '1.6.20~ds1-1',
  runc: '1.1.5+ds1-1',
  tini: '0.19.0-1',
  'docker-compose': '1.29.2-3',
  'golang-docker-credential-helpers': '0.6.4+ds1-1',
}
const trixieVersions = {
  ...small,
  'docker.io': '26.1.5+dfsg1-9',
  'docker-cli': '26.1.5+dfsg1-9',
  containerd: '1.7.24~ds1-6',
  runc: '1.1.15+ds1-2',
  tini: '0.19.0-3',
  'docker-buildx': '0.13.1+ds1-3',
  'docker-compose': '2.26.1-4',
  'golang-docker-credential-helpers': '0.6.4+ds1-1',
}
const forkyVersions = {
  ...small,
  'docker.io': '28.5.2+dfsg4-5',
  'docker-cli': '28.5.2+dfsg4-5',
  containerd: '2.1.9+ds1-5',
  runc: '1.3.6+ds1-1',
  tini: '0.19.0-6',
  'tini-static': '0.19.0-6',
  'docker-buildx': '0.29.1+ds1-4',
  'docker-compose': '2.40.3-3',
  'golang-docker-credential-helpers': '0.9.6+ds1-2',
}
const nobleVersions = {
  ...small,
  'docker.io': '28.2.2-0ubuntu1~24.04.1',
  containerd: '1.7.28-0ubuntu1~24.04.1',
  runc: '1.3.3-0ubuntu1~24.04.2',
  tini: '0.19.0-1',
  'docker-buildx': '0.21.3-0ubuntu1~24.04.1',
  'docker-compose': '1.29.2-6ubuntu1',
  'docker-compose-v2': '2.37.1+ds1-0ubuntu2~24.04.1',
  'golang-docker-credential-helpers': '0.6.4+ds1-1',
}
const bookworm = suite(bookwormVersions)
const trixie = suite(trixieVersions, wantsNewer)
const forky = suite(forkyVersions, wantsNewer)
const noble = suite(nobleVersions)
const docker29 = { 'docker.io': '29.1.3+dfsg1-1', 'docker-cli': '29.1.3+dfsg1-1' }
const movedOn = suite({ ...forkyVersions, ...docker29, 'docker-compose': '5.0.1-1' }, wantsNewer)

type Suites = Record<string, ReturnType<typeof suite> | string>

/** Every plan in words, best first; then what stood in the way. `opened` are the suites that were looked into. */
async function plansOf(suites: Suites, name: string, glibc = '2.36-9+deb12u14') {
  const opened: string[] = []
  const open = async (id: string) => {
    opened.push(id)
    const found = suites[id]
    if (found === undefined) return undefined
    const about = { id, name: id === 'own' ? name : id }
    return typeof found === 'string' ? { ...about, lack: found } : { ...about, records: found }
  }
  const steps = choosePlans(contents, open, glibc)
  const plans = []
  let next = await steps.next()
  const lookedInto = [...opened]
  for (; !next.done; next = await steps.next()) {
    const { chosen, notes, settled } = next.value
    const from = Object.fromEntries(
      chosen.map(({ record, suite }) => [record.name, `${upstream(record.version)} ${suite.name}`]),
    )
    plans.push({ docker: from['docker.io'], from, notes, settled })
  }
  return { plans, first: plans[0], hindrances: next.value, lookedInto }
}

describe('the engine of the set-up', () => {
  it('on Debian 12 is forky’s, but for what wants a newer glibc and is not static', async () => {
    const { first, lookedInto } = await plansOf({ own: bookworm, forky, trixie }, 'bookworm')
    expect(first).toEqual({
      docker: '28.5.2 forky',
      notes: [],
      settled: true,
      from: {
        'docker.io': '28.5.2 forky',
        'docker-cli': '28.5.2 forky',
        containerd: '2.1.9 forky',
        runc: '1.1.5 bookworm',
        'tini-static': '0.19.0 forky',
        rootlesskit: '2.0.2 forky',
        slirp4netns: '1.3.3 bookworm',
        'docker-buildx': '0.29.1 forky',
        'docker-compose': '2.40.3 forky',
        'golang-docker-credential-helpers': '0.9.6 forky',
        'busybox-static': '1.38.0 forky',
      },
    })
    expect(lookedInto).toEqual(['own', 'forky'])
  })

  it('falls back on trixie’s should forky’s not start', async () => {
    const { plans } = await plansOf({ own: bookworm, forky, trixie }, 'bookworm')
    expect(plans.map(({ docker }) => docker)).toEqual(['28.5.2 forky', '26.1.5 trixie'])
  })

  it('on Debian 13 is forky’s as well', async () => {
    const { plans } = await plansOf({ own: trixie, forky }, 'trixie', '2.41-12')
    expect(plans.map(({ docker }) => docker)).toEqual(['28.5.2 forky', '26.1.5 trixie'])
    expect(plans[0]?.from).toMatchObject({ runc: '1.3.6 forky', 'tini-static': '0.19.0 forky' })
    expect(plans[1]?.from).toMatchObject({ runc: '1.1.15 trixie', tini: '0.19.0 trixie' })
  })

  it('on forky itself is its own', async () => {
    const { first, lookedInto } = await plansOf({ own: forky, trixie }, 'forky', '2.42-1')
    expect(first).toMatchObject({ docker: '28.5.2 forky', notes: [], settled: true })
    expect(first?.from).toMatchObject({ runc: '1.3.6 forky', 'docker-buildx': '0.29.1 forky' })
    expect(lookedInto).not.toContain('trixie')
  })

  it('on Ubuntu is its own, with the plugins’ names of there', async () => {
    const { first } = await plansOf({ own: noble }, 'noble', '2.39-0ubuntu8')
    expect(first).toMatchObject({ docker: '28.2.2 noble', notes: [], settled: true })
    expect(first?.from).toMatchObject({
      'docker-buildx': '0.21.3 noble',
      'docker-compose-v2': '2.37.1 noble',
      tini: '0.19.0 noble',
    })
    expect(first?.from).not.toHaveProperty('docker-compose')
    expect(first?.from).not.toHaveProperty('docker-cli')
  })

  it('is trixie’s once forky has moved on, with what of forky’s plugins fits', async () => {
    const { plans } = await plansOf({ own: bookworm, forky: movedOn, trixie }, 'bookworm')
    expect(plans).toHaveLength(1)
    expect(plans[0]).toMatchObject({
      docker: '26.1.5 trixie',
      notes: ['forky has 29.1.3, not tried yet'],
      settled: true,
    })
    expect(plans[0]?.from).toMatchObject({
      'docker-cli': '26.1.5 trixie',
      containerd: '1.7.24 trixie',
      tini: '0.19.0 trixie',
      'docker-buildx': '0.29.1 forky',
      'docker-compose': '2.26.1 trixie',
    })
  })

  it('is not forky’s when its containerd has moved on', async () => {
    const other = suite({ ...forkyVersions, containerd: '3.0.0-1' }, wantsNewer)
    const { first } = await plansOf({ own: bookworm, forky: other, trixie }, 'bookworm')
    expect(first).toMatchObject({
      docker: '26.1.5 trixie',
      notes: ['forky has containerd 3.0.0, not tried yet'],
    })
  })

  it('is not forky’s when that wants a newer glibc', async () => {
    const other = suite(forkyVersions, { 'docker.io': '2.42' })
    const { first } = await plansOf({ own: bookworm, forky: other, trixie }, 'bookworm')
    expect(first).toMatchObject({
      docker: '26.1.5 trixie',
      notes: ['docker.io of forky needs glibc 2.42'],
    })
  })

  it.each(['forky could not be reached: no route', 'the mirror of this machine has no forky'])(
    'is trixie’s for now: %s',
    async (lack) => {
      const { first } = await plansOf({ own: bookworm, forky: lack, trixie }, 'bookworm')
      expect(first).toMatchObject({ docker: '26.1.5 trixie', notes: [lack], settled: false })
    },
  )

  it('on Debian 13 without forky is its own, for now', async () => {
    const lack = 'forky could not be reached: no route'
    const { first } = await plansOf({ own: trixie, forky: lack }, 'trixie', '2.41-12')
    expect(first).toMatchObject({ docker: '26.1.5 trixie', notes: [lack], settled: false })
  })

  it('is a newer one than was tried only where there is no other', async () => {
    const own = suite({ ...nobleVersions, ...docker29 })
    const { plans } = await plansOf({ own }, 'resolute', '2.43')
    expect(plans).toHaveLength(1)
    expect(plans[0]).toMatchObject({
      docker: '29.1.3 resolute',
      notes: ['newer than any that was tried, and there is no other'],
    })
    const later = await plansOf({ own: movedOn, trixie }, 'forky', '2.43')
    expect(later.plans.map(({ docker }) => docker)).toEqual(['26.1.5 trixie', '29.1.3 forky'])
  })

  it('goes without what it can do without, and says so', async () => {
    const { 'docker-compose-v2': _, 'docker-buildx': __, ...rest } = nobleVersions
    const { first } = await plansOf({ own: suite(rest) }, 'noble', '2.39')
    expect(first?.docker).toBe('28.2.2 noble')
    expect(first?.notes).toEqual(['without docker-buildx, docker-compose: nowhere to be had'])
  })

  it('is none without a network, and says what stood in the way of each', async () => {
    const lacks = ['bookworm', 'forky', 'trixie'].map((name) => `${name} could not be reached: no route`)
    const [own, forky, trixie] = lacks as [string, string, string]
    const { plans, hindrances } = await plansOf({ own, forky, trixie }, 'bookworm')
    expect(plans).toEqual([])
    expect(hindrances).toEqual(lacks)
  })

  it('is none where the only one is too old, or a part is missing', async () => {
    expect((await plansOf({ own: bookworm }, 'bookworm')).plans).toEqual([])
    const { runc: _, ...rest } = nobleVersions
    const { plans, hindrances } = await plansOf({ own: suite(rest) }, 'noble', '2.39')
    expect(plans).toEqual([])
    expect(hindrances).toEqual(['noble has no runc for this machine'])
  })
})

describe('packages of the machine’s own', () => {
  it('are all taken from there', async () => {
    const packages = [{ names: ['docker.io'], programs: ['dockerd'] }]
    const open = async (id: string) => ({ id, name: 'bookworm', records: bookworm })
    const { value } = await choosePlans({ packages }, open, '2.36').next()
    expect(value).toMatchObject({ chosen: [{ record: { version: '20.10.24+dfsg1-1' } }], settled: true })
  })
})
