import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunRequest } from '../../main/contract/containers'
import type { Services, SlipwayContract } from '../../main/contract/contract'
import { AppError } from '../../main/contract/errors'
import type { Containers } from '../../main/services/containers/containers'
import type { Images } from '../../main/services/images/images'
import { type Answer, empty, json, streamHead } from './fakeEngine'

/** What a service asks of the engine, with an answer by which it goes on. */
export interface Step {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly target: RegExp
  readonly good: Answer
  /** Faults that are a whole answer here: nothing more is expected, or whatever is said is text. */
  readonly takes?: readonly string[]
}

/** All that has a method which asks the engine. */
export type AskedServices = Pick<Services, 'layers' | 'registries' | 'usage' | 'volumes'> & {
  /** With the streams that their activities follow. */
  readonly containers: Containers
  readonly images: Images
  readonly connections: Pick<Services['connections'], 'tryOut'>
  readonly engine: Pick<Services['engine'], 'dataSize' | 'activeDataSize' | 'running'>
}

/** A method of the contract as a test calls it. */
export interface EngineCall {
  readonly steps: readonly Step[]
  ask(services: AskedServices, place: Place): Promise<unknown>
  /** What may follow a refusal. */
  readonly after?: RegExp
}

export interface Place {
  readonly signal: AbortSignal
  readonly socket: string
  readonly folder: string
}

/** Nothing of it goes to the engine that was chosen: to the keeper, the desktop, a file, a thread, or nobody. */
type Elsewhere = 'elsewhere'

const container = 'abcdefabcdef'
const image = `sha256:${'1'.repeat(64)}`
const layer = `sha256:${'2'.repeat(64)}`
const text = ['null', 'nothing at all', 'half of the JSON', 'a page instead of JSON']
const silent = ['headers only', 'a body that stalls']
/** What ends only at a deadline, where that is too far away for a test. */
const stalls = ['no reply', 'half a status line', 'a refusal whose text stalls', ...silent]

export const runRequest: RunRequest = {
  image: 'web:1',
  name: 'web',
  command: [],
  ports: [],
  environment: [],
  mounts: [],
  restartPolicy: 'no',
  tty: false,
}

const get = (target: RegExp, value: unknown, takes?: readonly string[]): Step => ({
  method: 'GET',
  target,
  good: json(value),
  takes,
})
const post = (target: RegExp, good = empty, takes: readonly string[] = ['nothing at all']): Step => ({
  method: 'POST',
  target,
  good,
  takes,
})
const lines = (...said: object[]): Answer => {
  const body = said.map((line) => `${JSON.stringify(line)}\n`).join('')
  return (socket) => socket.end(`${streamHead}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
}

/** The end of an archive, and nothing before it. */
const tarEnd: Answer = (socket) => socket.end(`${streamHead}400\r\n${'\0'.repeat(1024)}\r\n0\r\n\r\n`)

const inspected = get(/^\/containers\/abcdefabcdef\/json$/, {
  Id: container,
  Name: '/web',
  Image: image,
  Config: { Env: ['A=b'], Tty: false, Image: 'web:1' },
  State: { Status: 'running' },
  HostConfig: {},
  NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '', HostPort: '80' }] } },
})
const act = (verb: string) => post(new RegExp(`^/containers/abcdefabcdef/${verb}$`))
const log = (more: readonly string[] = []): Step => ({
  method: 'GET',
  target: /^\/containers\/abcdefabcdef\/logs/,
  good: (socket) => socket.end(`${streamHead}0\r\n\r\n`),
  takes: [...text, ...more],
})
const ofImage = get(/^\/images\/[^/]+\/json$/, {
  Id: image,
  RepoTags: ['web:1'],
  Size: 1,
  RootFS: { Layers: [layer] },
})
const history = get(/^\/images\/[^/]+\/history$/, [{ Created: 1, CreatedBy: 'COPY . /', Size: 1 }])
/** Of an image whose answer makes no sense, among others that go on without it. */
const ofOneOfMany = [ofImage, history].map((step) => ({
  ...step,
  takes: [...text, 'something that is not HTTP', 'a redirect'],
}))
const info = get(/^\/info$/, { DockerRootDir: '/nowhere', Driver: 'overlay2' })
const images = get(/^\/images\/json$/, [{ Id: image, RepoTags: ['web:1'], Created: 1, Size: 1 }])
const containers = get(/^\/containers\/json/, [])
const networks = get(/^\/networks\?filters=/, [
  { Id: 'abc', Name: 'shop_default', Labels: { 'com.docker.compose.project': 'shop' } },
])
const volumes = get(/^\/volumes$/, { Volumes: [{ Name: 'data' }] })
const ofVolume = get(/^\/volumes\/data$/, { Name: 'data' })
const saved: Step = { method: 'GET', target: /^\/images\/[^/]+\/get$/, good: empty }
const removal = (target: RegExp, good = empty): Step => ({
  method: 'DELETE',
  target,
  good,
  takes: ['nothing at all'],
})

const first = <T>(items: AsyncIterable<T>): Promise<T> =>
  items[Symbol.asyncIterator]()
    .next()
    .then(({ value }) => value as T)
async function last(items: AsyncIterable<unknown>) {
  for await (const _ of items);
}
/** A list says that the engine does not answer by being stale. */
async function fresh(list: AsyncIterable<{ readonly staleSince: number | null }>) {
  if ((await first(list)).staleSince !== null) throw new AppError('engine-unreachable')
}

/** Until something is open, or nothing can be. */
async function opened(items: AsyncIterable<{ readonly phase: string }>) {
  for await (const { phase } of items) if (phase === 'open') return
}

const one = { id: container }
const of = { kind: 'image', id: image } as const
const removing = json({ message: 'removal of container web is already in progress' }, 409)

/** Every method of the contract: what it asks of the engine, or that it asks nothing there. */
export const engineCalls: {
  readonly [S in keyof SlipwayContract]: { readonly [M in keyof SlipwayContract[S]]: EngineCall | Elsewhere }
} = {
  activity: { watch: 'elsewhere', cancel: 'elsewhere', seen: 'elsewhere', clear: 'elsewhere' },
  app: {
    info: 'elsewhere',
    notices: 'elsewhere',
    licence: 'elsewhere',
    openAtLogin: 'elsewhere',
    setOpenAtLogin: 'elsewhere',
    copyText: 'elsewhere',
    openExternal: 'elsewhere',
  },
  // A terminal is asked for as long as it is open; tests/integration/terminals.test.ts is about its failures.
  terminals: { choices: 'elsewhere', open: 'elsewhere' },
  // What buildx asks is buildx's; tests/integration/builds.test.ts is about its failures.
  builds: {
    chooseFolder: 'elsewhere',
    chooseSecret: 'elsewhere',
    dockerfile: 'elsewhere',
    start: 'elsewhere',
    again: 'elsewhere',
    watch: 'elsewhere',
    steps: 'elsewhere',
  },
  connections: {
    watch: 'elsewhere',
    list: 'elsewhere',
    switchTo: 'elsewhere',
    reconnect: 'elsewhere',
    tryOut: {
      steps: [get(/^\/version$/, { ApiVersion: '1.44' }), get(/^\/v1\.44\/info$/, { ID: 'one' })],
      ask: ({ connections }, { socket }) => connections.tryOut({ target: { kind: 'unix', socket } }),
    },
    trustHost: 'elsewhere',
    trustEngine: 'elsewhere',
    add: 'elsewhere',
    change: 'elsewhere',
    remove: 'elsewhere',
    register: 'elsewhere',
  },
  engine: {
    watch: 'elsewhere',
    start: 'elsewhere',
    stop: 'elsewhere',
    restart: 'elsewhere',
    settings: 'elsewhere',
    applySettings: 'elsewhere',
    setSettingsAside: 'elsewhere',
    running: {
      steps: [get(/^\/containers\/json/, [{ Id: container, Names: ['/web'] }]), inspected],
      ask: ({ engine }) => engine.running(),
    },
    // It counts for up to half an hour.
    dataSize: {
      steps: ['image', 'container', 'build-cache', 'volume'].map((type) =>
        get(new RegExp(`^/system/df\\?type=${type}$`), {}, stalls),
      ),
      ask: ({ engine }, { signal }) => last(engine.dataSize(signal)),
    },
    activeDataSize: {
      steps: ['image', 'container', 'build-cache', 'volume'].map((type) =>
        get(new RegExp(`^/system/df\\?type=${type}$`), {}, stalls),
      ),
      ask: ({ engine }, { signal }) => last(engine.activeDataSize(signal)),
    },
    log: 'elsewhere',
  },
  containers: {
    readAgain: 'elsewhere',
    watch: { steps: [containers], ask: ({ containers }, { signal }) => fresh(containers.watch(signal)) },
    details: {
      steps: [inspected, ofImage],
      ask: ({ containers }, { signal }) => first(containers.details(one, signal)),
    },
    revealed: { steps: [inspected], ask: ({ containers }) => containers.revealed(one) },
    inspect: {
      steps: [inspected],
      ask: ({ containers }) => containers.inspect({ ...one, reveal: false }),
    },
    start: { steps: [act('start')], ask: ({ containers }) => containers.start(one) },
    stop: { steps: [inspected, act('stop')], ask: ({ containers }) => containers.stop(one) },
    restart: { steps: [inspected, act('restart')], ask: ({ containers }) => containers.restart(one) },
    pause: { steps: [act('pause')], ask: ({ containers }) => containers.pause(one) },
    resume: { steps: [act('unpause')], ask: ({ containers }) => containers.resume(one) },
    kill: {
      steps: [act('kill\\?signal=HUP')],
      ask: ({ containers }) => containers.kill({ ...one, signal: 'HUP' }),
    },
    rename: {
      steps: [act('rename\\?name=db')],
      ask: ({ containers }) => containers.rename({ ...one, name: 'db' }),
    },
    remove: {
      steps: [
        removal(/^\/containers\/abcdefabcdef\?force=true&v=false$/, removing),
        act('wait\\?condition=removed'),
      ],
      ask: ({ containers }) => containers.remove(one),
    },
    removeForGood: {
      steps: [
        removal(/^\/containers\/abcdefabcdef\?force=true&v=true$/, removing),
        act('wait\\?condition=removed'),
      ],
      ask: ({ containers }) => containers.removeForGood(one),
    },
    run: {
      steps: [
        post(/^\/containers\/create\?name=web$/, json({ Id: container, Warnings: [] }, 201), []),
        act('start'),
      ],
      ask: ({ containers }) => containers.run(runRequest),
      // One that was refused never ran, and goes again.
      after: /^DELETE \/containers\/abcdefabcdef\?v=true$/,
    },
    create: {
      steps: [post(/^\/containers\/create\?name=web$/, json({ Id: container, Warnings: [] }, 201), [])],
      ask: ({ containers }) => containers.create(runRequest),
    },
    projectNetworks: {
      steps: [networks],
      ask: ({ containers }) => containers.projectNetworks({ project: 'shop' }),
    },
    removeProjectNetwork: {
      steps: [networks, removal(/^\/networks\/abc$/)],
      ask: ({ containers }) => containers.removeProjectNetwork({ project: 'shop', id: 'abc' }),
    },
    likeness: { steps: [inspected, ofImage], ask: ({ containers }) => containers.likeness(one) },
    // The engine may count for minutes.
    written: {
      steps: [
        inspected,
        get(/^\/containers\/abcdefabcdef\/changes$/, [{ Path: '/a', Kind: 1 }], ['null', ...stalls]),
        { ...inspected, target: /^\/containers\/abcdefabcdef\/json\?size=true$/, takes: stalls },
      ],
      ask: ({ containers }, { signal }) => last(containers.written(one, signal)),
    },
    // It may take hours.
    commit: {
      steps: [
        post(/^\/commit\?container=abcdefabcdef&repo=web&tag=2&/, json({ Id: image }, 201), stalls),
        ofImage,
      ],
      ask: ({ containers }, { signal }) =>
        last(
          containers.commit({ ...one, reference: 'web:2', message: '', author: '', pause: false }, signal),
        ),
    },
    export: {
      steps: [
        inspected,
        { method: 'GET', target: /^\/containers\/abcdefabcdef\/export$/, good: tarEnd, takes: stalls },
      ],
      ask: ({ containers }, { signal }) => last(containers.export(one, signal)),
    },
    // A follower waits for as long as the container has nothing to say.
    logs: {
      steps: [inspected, log(silent)],
      ask: ({ containers }, { signal }) => last(containers.logs({ ...one, tail: 10 }, signal)),
    },
    saveLogs: {
      steps: [inspected, log()],
      ask: ({ containers }, { signal }) => last(containers.saveLogs({ ...one, timestamps: false }, signal)),
    },
    openPort: {
      steps: [inspected],
      ask: ({ containers }) => containers.openPort({ ...one, containerPort: 80, protocol: 'tcp' }),
    },
  },
  images: {
    readAgain: 'elsewhere',
    watch: { steps: [images], ask: ({ images }, { signal }) => fresh(images.watch(signal)) },
    details: {
      steps: [ofImage, history, info],
      ask: ({ images }) => images.details({ id: image }),
    },
    inspect: { steps: [ofImage], ask: ({ images }) => images.inspect({ id: image, reveal: false }) },
    sizes: {
      steps: [images, containers, ...ofOneOfMany, info],
      ask: ({ images }) => images.sizes(),
    },
    revealed: { steps: [ofImage], ask: ({ images }) => images.revealed({ id: image }) },
    pull: {
      steps: [post(/^\/images\/create\?/, lines({ status: 'Pulling' })), ofImage],
      ask: ({ images }, { signal }) => last(images.pull({ reference: 'web:1' }, signal)),
      after: /^GET \/info$/,
    },
    push: {
      steps: [
        ofImage,
        post(
          /^\/images\/web%3A1\/push\?|^\/images\/web\/push\?/,
          lines({ aux: { Tag: '1', Digest: layer } }),
        ),
      ],
      ask: ({ images }, { signal }) => last(images.push({ id: image, reference: 'web:1' }, signal)),
    },
    save: {
      steps: [
        ofImage,
        { method: 'GET', target: /^\/images\/get\?names=web%3A1$/, good: tarEnd, takes: stalls },
      ],
      ask: ({ images }, { signal }) => last(images.save({ ids: [image] }, signal)),
    },
    import: {
      steps: [post(/^\/images\/create\?fromSrc=-/, lines({ status: image }), []), ofImage],
      async ask({ images }, { folder, signal }) {
        await writeFile(join(folder, 'web.tar'), Buffer.alloc(10_240))
        return last(images.import({ reference: 'web:1', message: '', changes: [] }, signal))
      },
    },
    tag: {
      steps: [ofImage, post(/^\/images\/[^/]+\/tag\?repo=web&tag=2$/)],
      ask: ({ images }) => images.tag({ id: image, reference: 'web:2' }),
    },
    load: {
      steps: [info, post(/^\/images\/load\?/, lines({ stream: 'Loaded image: web:1\n' }), []), ofImage],
      async ask({ images }, { folder, signal }) {
        await writeFile(join(folder, 'web.tar'), Buffer.alloc(10_240))
        return last(images.load({}, signal))
      },
    },
    // By a program of its own: welcome.test.ts.
    buildWelcome: 'elsewhere',
    remove: {
      steps: [ofImage, containers, removal(/^\/images\/[^/]+\?/)],
      ask: ({ images }) => images.remove({ id: image, reference: null }),
    },
  },
  // tests/integration/logsWhole.test.ts
  logs: {
    open: 'elsewhere',
    lines: 'elsewhere',
    search: 'elsewhere',
    marks: 'elsewhere',
    save: 'elsewhere',
    clearable: 'elsewhere',
    clear: 'elsewhere',
  },
  layers: {
    strata: {
      steps: [ofImage, history, info, images, containers],
      ask: ({ layers }, { signal }) => first(layers.strata({ image }, signal)),
    },
    writableSizes: { steps: [containers], ask: ({ layers }) => layers.writableSizes({ image }) },
    fleet: {
      steps: [images, containers, ...ofOneOfMany, info],
      ask: ({ layers }, { signal }) => first(layers.fleet(signal)),
    },
    chooseArchive: 'elsewhere',
    // The engine may gather an image for half an hour before it begins to send it.
    open: {
      steps: [ofImage, { ...saved, takes: stalls }],
      ask: ({ layers }, { signal }) => opened(layers.open({ of }, signal)),
    },
    compare: {
      steps: [ofImage, { ...saved, takes: stalls }],
      ask: ({ layers }, { signal }) => opened(layers.compare({ a: of, b: of }, signal)),
    },
    sums: 'elsewhere',
    level: 'elsewhere',
    search: 'elsewhere',
    treemap: 'elsewhere',
    wasted: 'elsewhere',
    history: 'elsewhere',
    difference: 'elsewhere',
    preview: 'elsewhere',
    save: 'elsewhere',
  },
  registries: {
    list: 'elsewhere',
    login: {
      steps: [post(/^\/auth$/, json({ Status: 'Login Succeeded', IdentityToken: '' }))],
      ask: ({ registries }) => registries.login({ host: 'registry.example', user: 'one', password: 'two' }),
    },
    logout: 'elsewhere',
  },
  // To Slipway's own engine, whichever is chosen; losses asks what `written` and `inspect` of containers ask.
  recreate: { plan: 'elsewhere', edit: 'elsewhere', undo: 'elsewhere', clone: 'elsewhere' },
  removed: {
    watch: 'elsewhere',
    shown: 'elsewhere',
    undo: 'elsewhere',
    discard: 'elsewhere',
    losses: 'elsewhere',
  },
  // Inspect of the container, and then Slipway's own files.
  snapshots: {
    watch: 'elsewhere',
    take: 'elsewhere',
    goBack: 'elsewhere',
    counted: 'elsewhere',
    left: 'elsewhere',
    removeLeft: 'elsewhere',
    rename: 'elsewhere',
    remove: 'elsewhere',
  },
  settings: { watch: 'elsewhere', change: 'elsewhere', reset: 'elsewhere' },
  usage: {
    watch: {
      steps: [info, inspected, get(/^\/containers\/abcdefabcdef\/stats/, {})],
      ask: ({ usage }, { signal }) => first(usage.watch({ ids: [container], processesOf: null }, signal)),
    },
  },
  volumes: {
    readAgain: 'elsewhere',
    watch: { steps: [volumes], ask: ({ volumes }, { signal }) => fresh(volumes.watch(signal)) },
    inspect: { steps: [ofVolume], ask: ({ volumes }) => volumes.inspect({ name: 'data' }) },
    create: {
      steps: [
        // That there is none is what lets it go on.
        { ...ofVolume, good: json({ message: 'get data: no such volume' }, 404) },
        post(/^\/volumes\/create$/, json({ Name: 'data' }, 201), []),
      ],
      ask: ({ volumes }) => volumes.create({ name: 'data', driver: 'local', labels: [], options: [] }),
    },
    remove: {
      steps: [removal(/^\/volumes\/data$/)],
      ask: ({ volumes }) => volumes.remove({ name: 'data' }),
      // Who uses it is asked for where it is refused.
      after: /^GET \/containers\/json/,
    },
    drivers: { steps: [info], ask: ({ volumes }) => volumes.drivers({}) },
    // It counts for up to half an hour.
    sizes: {
      steps: [get(/^\/system\/df\?type=volume$/, {}, stalls)],
      ask: ({ volumes }, { signal }) => last(volumes.sizes({ names: ['data'] }, signal)),
    },
  },
}
