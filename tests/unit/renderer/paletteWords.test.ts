import { describe, expect, it } from 'vitest'
import type { ListedConnection } from '../../../main/contract/connections'
import type { Container, PortBinding } from '../../../main/contract/containers'
import { helpCommands } from '../../../renderer/app/palette/helpCommands'
import { bestMatches, withTyped } from '../../../renderer/app/palette/rank'
import { viewCommands } from '../../../renderer/app/palette/viewCommands'
import { type Command, objectCommands } from '../../../renderer/data/command'
import { LazyCommand, type Offer } from '../../../renderer/data/lazyCommand'
import { buildCommands } from '../../../renderer/features/builds/commands'
import { connectionCommands } from '../../../renderer/features/connections/commands'
import { containerActions } from '../../../renderer/features/containers/actions'
import {
  allContainersCommands,
  containerWords,
  portCommands,
  projectCommands,
} from '../../../renderer/features/containers/commands'
import { type Project, projectActions, projectsOf } from '../../../renderer/features/containers/projects'
import { engineCommands } from '../../../renderer/features/engine/commands'
import { imageActions } from '../../../renderer/features/images/actions'
import { imageCommands, imageWords, typedImageCommands } from '../../../renderer/features/images/commands'
import { layersViewCommands } from '../../../renderer/features/layers/commands'
import { registryCommands } from '../../../renderer/features/registries/commands'
import { runCommands } from '../../../renderer/features/run/commands'
import { settingsCommands } from '../../../renderer/features/settings/commands'
import { volumeCommands } from '../../../renderer/features/volumes/commands'
import type { Action } from '../../../renderer/ui/list/action'

const done: string[] = []
const say =
  (text: string) =>
  (...rest: unknown[]) =>
    void done.push([text, ...rest.map((each) => JSON.stringify(each))].join(' '))
const nothing = undefined

const port = (hostPort: number, containerPort: number): PortBinding => ({
  hostPort,
  containerPort,
  protocol: 'tcp',
  hostIp: '0.0.0.0',
})
const container = (name: string, more: Partial<Container> = {}) =>
  ({ id: `id-${name}`, name, state: 'running', project: null, ports: [], labels: {}, ...more }) as Container
const containers = [
  container('web', { project: 'shop', ports: [port(8080, 80), { ...port(8080, 80), hostIp: '::' }] }),
  container('db', { project: 'shop' }),
  container('layers-of-old', { state: 'exited', project: 'blog' }),
  container('proxy-8080'),
  container('tool', { state: 'exited', ports: [port(9090, 90)] }),
]
const actions = containerActions({
  run: async (id, action) => say(action)(id),
  runAll: async (action, all) => say(`${action} all`)(all.map(({ name }) => name)),
  askRemoval: say('ask remove'),
  askName: say('ask name'),
  askSignal: say('ask signal'),
  askCommit: say('ask commit'),
  exportFiles: say('export'),
  askSnapshot: say('ask snapshot'),
  showLogs: say('logs'),
  showSeveralLogs: say('several logs'),
  showLayers: say('layers'),
  showTerminal: ({ name }) => say('terminal')(name),
  askTerminal: say('ask terminal'),
  openToolbox: ({ name }) => say('toolbox')(name),
  attach: ({ name }) => say('attach')(name),
  showInspect: (id) => say('open')(id.replace('id-', ''), 'inspect'),
  openPort: (id, { hostPort }) => say('open port')(id, hostPort),
  edit: (id, clone) => say(clone ? 'clone' : 'edit')(id),
  runLike: say('run like'),
  copy: say('copy'),
  showPath: say('path'),
  lacks: () => null,
})
const ofProjects = projectActions(
  actions,
  ({ name }) => say('ask remove project')(name),
  ({ name }) => say('project logs')(name),
)
const objects = objectCommands<Container>({
  actions,
  kind: 'container',
  title: 'Containers',
  words: containerWords(),
  name: ({ name }) => name,
  id: ({ id }) => id,
  items: () => containers,
  byId: (id) => containers.find((one) => one.id === id),
  copies: { copyName: ({ name }) => name, copyId: ({ id }) => id },
  copy: say('copy'),
  open: ({ name }, tab) => say('open')(name, tab ?? 'first'),
})
const image = { id: 'sha256:1', tags: ['nginx:1.27'] }
const images = objectCommands<typeof image>({
  actions: imageActions({
    askRun: say('run'),
    askRemoval: say('remove'),
    showLayers: say('layers'),
    askComparison: say('compare'),
    showPath: say('path'),
    askTag: say('tag'),
    askUntag: say('untag'),
    askPush: say('push'),
    save: say('save'),
  }),
  kind: 'image',
  words: imageWords(),
  title: 'Images',
  name: ({ tags }) => tags[0]!,
  id: ({ id }) => id,
  items: () => [image],
  byId: () => image,
  open: say('open'),
})
const connection = (id: string, name: string) =>
  ({ id, name, address: `ssh://${name}`, unusable: null }) as ListedConnection

const commands = (): readonly Command[] => [
  ...runCommands(say('ask run'), nothing),
  ...imageCommands({
    pull: say('ask pull'),
    load: say('load'),
    importFiles: say('import'),
    buildWelcome: say('welcome'),
    askUnused: say('ask unused images'),
    unused: 1,
    away: nothing,
    noWelcome: nothing,
  }),
  ...buildCommands(say('ask build'), nothing),
  ...volumeCommands({ create: say('create'), askUnused: say('ask unused'), unused: 1, away: nothing }),
  ...viewCommands(['containers', 'images', 'layers', 'volumes', 'engine', 'settings'], {
    show: say('show'),
    showBuilds: say('show builds'),
  }),
  ...allContainersCommands(
    containers,
    { askRemoval: say('ask remove'), askStop: say('ask stop all'), showLogs: say('all logs') },
    nothing,
  ),
  ...portCommands(containers, (id, { hostPort }) => say('open port')(id, hostPort), null),
  ...projectCommands(projectsOf(containers).values(), ofProjects),
  ...layersViewCommands(say('look at layers')),
  ...engineCommands({
    phase: 'ready',
    start: say('start engine'),
    askStop: say('ask stop engine'),
    restart: say('restart engine'),
    showSettings: say('engine settings'),
    showLogs: say('engine logs'),
  }),
  ...connectionCommands({
    connections: [connection('bundled', 'Slipway engine'), connection('added:1', 'staging')],
    active: 'bundled',
    other: 'added:1',
    switchTo: say('switch to'),
    add: say('add connection'),
    manage: say('manage connections'),
  }),
  ...registryCommands(say('registries')),
  ...helpCommands({ showKeys: say('show keys'), showAbout: say('show about') }),
  ...settingsCommands({
    values: { theme: 'system', notices: true, logTimestamps: true, logWrap: false },
    choose: say('theme'),
    turn: say('turn'),
    show: say('show setting'),
  }),
]
const offers = () => [objects.offer(), images.offer()]
const matches = (query: string, limit = 50) => bestMatches(commands(), query, limit, offers())
const found = (query: string) => matches(query).best
/** All that an offer stands for. */
const madeOf = ({ verbs, things }: Offer): readonly Command[] =>
  things.flatMap((thing) =>
    verbs.filter((verb) => verb.takes(thing)).map((verb) => new LazyCommand(verb, thing)),
  )
const everything = () => [...commands(), ...offers().flatMap(madeOf)]

describe('the palette', () => {
  it.each([
    ['layers', 'Go to Layers', 'show "layers"'],
    ['containers', 'Go to Containers', 'show "containers"'],
    ['images', 'Go to Images', 'show "images"'],
    ['volumes', 'Go to Volumes', 'show "volumes"'],
    ['builds', 'Go to Builds', 'show builds'],
    ['engine', 'Go to Engine', 'show "engine"'],
    ['settings', 'Go to Settings', 'show "settings"'],
    ['preferences', 'Go to Settings', 'show "settings"'],
    ['stop all', 'Stop all of shop', 'stop all ["web","db"]'],
    ['stop all shop', 'Stop all of shop', 'stop all ["web","db"]'],
    ['start all', 'Start all of blog', 'start all ["layers-of-old"]'],
    ['stop everything', 'Stop all running containers…', 'ask stop all'],
    ['stop running', 'Stop all running containers…', 'ask stop all'],
    ['help', 'Keyboard shortcuts', 'show keys'],
    ['shortcuts', 'Keyboard shortcuts', 'show keys'],
    ['version', 'About Slipway', 'show about'],
    ['remove stopped', 'Remove stopped containers…', 'ask remove ["id-layers-of-old","id-tool"]'],
    ['prune', 'Remove unused images…', 'ask unused images'],
    ['prune containers', 'Remove stopped containers…', 'ask remove ["id-layers-of-old","id-tool"]'],
    ['compare', 'Compare two images…', 'look at layers "compare"'],
    ['diff', 'Compare two images…', 'look at layers "compare"'],
    ['theme dark', 'Theme: Dark', 'theme "dark"'],
    ['dark', 'Theme: Dark', 'theme "dark"'],
    ['light', 'Theme: Light', 'theme "light"'],
    ['switch', 'Switch to staging', 'switch to "added:1"'],
    ['staging', 'Switch to staging', 'switch to "added:1"'],
    ['disk', 'What is on disk', 'show setting "disk"'],
    ['open 8080', 'Open port 8080 of web', 'open port "id-web" 8080'],
    ['8080', 'Open port 8080 of web', 'open port "id-web" 8080'],
    ['open 80', 'Open port 8080 of web', 'open port "id-web" 8080'],
    ['inspect web', 'Inspect web', 'open "web" "inspect"'],
    ['json web', 'Inspect web', 'open "web" "inspect"'],
    ['copy web', 'Copy ID of web', 'copy "id-web"'],
    ['copy name web', 'Copy name of web', 'copy "web"'],
    ['terminal', 'Terminal in db', 'terminal "db"'],
    ['exec', 'Terminal in db', 'terminal "db"'],
    ['exec web', 'Terminal in web', 'terminal "web"'],
    ['bash web', 'Terminal in web', 'terminal "web"'],
    ['terminal web with', 'Terminal in web with…', 'ask terminal "id-web"'],
    ['toolbox web', 'Toolbox for web', 'toolbox "web"'],
    ['debug web', 'Toolbox for web', 'toolbox "web"'],
    ['attach web', 'Attach web', 'attach "web"'],
    ['tail', 'Logs db', 'logs "id-db"'],
    ['tail web', 'Logs web', 'logs "id-web"'],
    ['tail db', 'Logs db', 'logs "id-db"'],
    ['web', 'Open web', 'open "web" "first"'],
    ['stop web', 'Stop web', 'stop "id-web"'],
    ['delete tool', 'Remove tool', 'ask remove ["id-tool"]'],
    ['pull', 'Pull an image…', 'ask pull'],
    ['build', 'Build an image…', 'ask build'],
    ['run', 'Run a container…', 'ask run false'],
    ['login', 'Open Slipway at login…', 'show setting "login"'],
    ['daemon.json', 'Engine settings…', 'engine settings'],
    ['restart engine', 'Restart engine', 'restart engine'],
    ['notifications', 'Desktop notifications: turn off', 'turn "notices" false'],
  ])('answers %j first with %j', (query, label, outcome) => {
    const [first] = found(query)
    expect(first?.label).toBe(label)
    done.length = 0
    first?.run()
    expect(done).toEqual([outcome])
  })

  it('asks for every word and prefers the beginnings of words', () => {
    const labels = ['Open desktop', 'Stop web-1', 'Stop api'].map((label) => ({ label, kind: 'thing' }))
    const best = (query: string, limit = 10) =>
      bestMatches(labels, query, limit).best.map(({ label }) => label)
    expect(best('stop')).toEqual(['Stop api', 'Stop web-1'])
    expect(bestMatches(labels, 'top', 2).count).toBe(3)
    expect(best('WEB stop')).toEqual(['Stop web-1'])
    expect(best('start')).toEqual([])
    expect(best('a(')).toEqual([])
  })

  it('finds by halves what it finds in all commands one by one', () => {
    for (const query of [
      '',
      'web',
      'stop',
      'tail db',
      'json',
      'container',
      'copy layers',
      'OPEN 1.27',
      'with tool',
      'run another like',
      'o',
      'del',
      'sigkill',
      'x y',
    ]) {
      const one = bestMatches(everything(), query, 500)
      const halves = matches(query, 500)
      expect(
        halves.best.map(({ key }) => key),
        query,
      ).toEqual(one.best.map(({ key }) => key))
      expect(halves.count, query).toBe(one.count)
    }
    expect(bestMatches([], 'sigkill', 50, [objects.offer()]).count).toBe(3)
    expect(bestMatches([], 'nobody', 50, [objects.offer()]).best).toEqual([])
  })

  it('finds a letter among 10,000 containers in 500 projects, and makes only what it shows', () => {
    const count = 10_000
    const many = Array.from({ length: count }, (_, index) =>
      container(`service-${index}`, { project: `project-${index % 500}`, ports: [port(10_000 + index, 80)] }),
    )
    let asked = 0
    const counted: readonly Action<Container>[] = actions.map((action) => ({
      ...action,
      reason: () => {
        asked++
        return null
      },
    }))
    const all = objectCommands<Container>({
      actions: counted,
      kind: 'container',
      title: 'Containers',
      name: ({ name }) => name,
      id: ({ id }) => id,
      items: () => many,
      byId: () => undefined,
      open: say('open'),
    })
    function* offered() {
      yield* commands()
      yield* portCommands(many, say('open port'), null)
      yield* projectCommands(projectsOf(many).values(), projectActions(counted, say('ask'), say('logs')))
    }
    const { best, count: fitting } = bestMatches(offered(), 's', 50, [all.offer()])
    expect(fitting).toBeGreaterThan(count * 10)
    expect(asked).toBe(0)
    expect(best.map(({ label }) => label)).toContain('Go to Settings')
    expect(best.filter(({ reason }) => reason)).toEqual([])
    expect(asked).toBeLessThanOrEqual(50)
    expect(bestMatches([], 'stop service-777', 50, [all.offer()]).best[0]?.label).toBe('Stop service-777')
  })

  it('has an icon and words for each, said whole', () => {
    for (const { key, label, words = '', icon, kind } of everything()) {
      expect(icon, key).toBeDefined()
      expect(`${label} ${words} ${kind}`, key).not.toMatch(/Commands\.|palette\.|\{\w+\}/)
    }
  })

  it('marks what removes or ends something, and shows the keys of views', () => {
    const marked = commands().filter(({ danger }) => danger)
    expect(marked.map(({ label }) => label)).toEqual([
      'Remove unused images…',
      'Remove unused volumes…',
      'Stop all running containers…',
      'Remove stopped containers…',
      'Remove all of blog',
      'Remove all of shop',
      'Stop engine…',
    ])
    expect(found('remove tool')[0]).toMatchObject({ danger: true, keys: 'Del' })
    expect(found('layers')[0]?.keys).toBe('Ctrl 3')
    expect(found('staging')[0]?.keys).toBe('Ctrl E')
  })

  it('finds a theme that is there already, and says so', () => {
    expect(found('theme system')[0]).toMatchObject({ reason: 'This is the theme now.' })
    expect(
      found('theme')
        .map(({ label }) => label)
        .slice(0, 3)
        .sort(),
    ).toEqual(['Theme: As the system', 'Theme: Dark', 'Theme: Light'])
  })

  it('pulls and runs what is typed whole, where that is a name of an image', () => {
    const ways = { pull: say('pull'), run: say('run'), away: nothing }
    const typed = (query: string) => typedImageCommands(query, ways).map(({ label }) => label)
    expect(typed('pull nginx')).toEqual(['Pull nginx…'])
    expect(typed(' Pull  registry.example:5000/team/app:1 ')).toEqual([
      'Pull registry.example:5000/team/app:1…',
    ])
    expect(typed('run nginx')).toEqual(['Run nginx…'])
    for (const none of ['pull', 'pull ', 'pull a b', 'pull UPPER', 'pull <x>', 'push nginx'])
      expect(typed(none), none).toEqual([])
    done.length = 0
    typedImageCommands('pull nginx', ways)[0]?.run()
    expect(done).toEqual(['pull "nginx"'])
    const offered = (query: string) =>
      withTyped(matches(query), typedImageCommands(query, ways)).best.map(({ label }) => label)
    expect(offered('pull nginx')[0]).toBe('Pull nginx…')
    expect(offered('run nginx')).toEqual(['Run nginx:1.27…', 'Run nginx…'])
    expect(offered('run nginx:1.27')).toEqual(['Run nginx:1.27…'])
    expect(offered('run redis')).toEqual(['Run redis…'])
  })

  it('says nothing for what there is none of', () => {
    for (const query of ['networks', 'open 9090', 'stop all blog', 'exec layers-of-old'])
      expect(found(query), query).toEqual([])
  })

  it('touches nobody outside a project, and says why when nothing can be done with it', () => {
    done.length = 0
    const ofAll = (members: readonly Action<Project>[]) =>
      projectCommands(projectsOf(containers).values(), members)
    for (const command of ofAll(ofProjects)) command.run()
    expect(done).toEqual([
      'start all ["layers-of-old"]',
      'project logs "blog"',
      'ask remove project "blog"',
      'stop all ["web","db"]',
      'restart all ["web","db"]',
      'project logs "shop"',
      'ask remove project "shop"',
    ])
    const away = ofProjects.map((action) => ({ ...action, reason: () => 'nobody answers' }))
    for (const command of ofAll(away)) expect(command.reason).toBe('nobody answers')
  })

  it('has no name of anybody taken for a place in a sentence', () => {
    const odd = container("{name} $& $' 8080")
    const offer = objectCommands<Container>({
      actions,
      kind: 'container',
      title: 'Containers',
      name: ({ name }) => name,
      id: ({ id }) => id,
      items: () => [odd],
      byId: () => odd,
      open: say('open'),
    }).offer()
    const [open] = madeOf(offer)
    expect(open?.label).toBe("Open {name} $& $' 8080")
  })
})
