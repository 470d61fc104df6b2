import type { Container, ContainerDetails, LogLine, PortBinding } from '../../../main/contract/containers'
import type { OpenLog } from '../../../main/contract/logs'
import { images, shop } from './images'
import { daysAgo, digits, hoursAgo, minutesAgo, now } from './moments'

const port = (hostPort: number | null, containerPort: number): PortBinding => ({
  containerPort,
  protocol: 'tcp',
  hostPort,
  hostIp: hostPort === null ? null : '0.0.0.0',
})

function container(name: string, image: string, more: Partial<Container> = {}): Container {
  return {
    id: digits(name),
    name,
    image,
    imageMoved: false,
    imageId: images.find(({ tags }) => tags.includes(image))?.id ?? `sha256:${digits(image)}`,
    commandLine: 'node server.js',
    state: 'running',
    health: 'none',
    exitCode: null,
    since: hoursAgo(2),
    startFailed: false,
    outOfMemory: false,
    restartCount: 0,
    createdAt: hoursAgo(3),
    ports: [],
    project: null,
    volumes: [],
    labels: {},
    service: null,
    toolboxOf: null,
    ...more,
  }
}

const ofShop = (service: string) => ({ project: 'shop', service })
const exited = (exitCode: number): Partial<Container> => ({
  state: 'exited',
  exitCode,
  createdAt: daysAgo(4),
})

/** Every state, long names, many ports, and more rows than there is room for. */
export const containers: readonly Container[] = [
  container('web-1', 'shop/web:2.4.0', {
    health: 'healthy',
    ports: [port(8080, 8080), port(null, 9229)],
    volumes: ['uploads'],
    ...ofShop('web'),
  }),
  container('web-2', 'shop/web:2.4.0', {
    health: 'unhealthy',
    ports: [port(8081, 8080)],
    volumes: ['uploads'],
    ...ofShop('web'),
  }),
  container('web-3', 'shop/web:2.5.0-rc1', {
    health: 'starting',
    createdAt: minutesAgo(2),
    ports: [port(8082, 8080)],
  }),
  container('worker', 'shop/worker:2.4.0', { state: 'restarting', exitCode: 137, ...ofShop('worker') }),
  container('database', 'postgres:16.3', {
    ports: [port(5432, 5432)],
    volumes: ['shop_db-data'],
    createdAt: daysAgo(33),
    ...ofShop('database'),
  }),
  container('cache', 'redis:7.2-alpine', { state: 'paused', ports: [port(6379, 6379)] }),
  container('proxy', 'nginx:1.27', {
    ports: [80, 443, 8443, 9000, 9001].map((each) => port(each, each)),
    createdAt: daysAgo(21),
  }),
  container('migration', 'shop/worker:2.4.0', exited(0)),
  container('import-of-the-week', 'shop/worker:2.4.0', exited(1)),
  container('just-made', 'alpine:3.20', { state: 'created', createdAt: now - 5_000 }),
  container('leaving', 'alpine:3.20', { state: 'removing', createdAt: hoursAgo(9) }),
  container('broken', 'alpine:3.20', { state: 'dead', createdAt: daysAgo(400) }),
  container(
    'a-name-that-somebody-thought-about-for-a-long-while-and-that-no-column-has-room-for',
    images[8]!.tags[0]!,
    { ports: [port(4317, 4317), port(4318, 4318)] },
  ),
  container('without-image', 'shop/web:2.3.0', { imageMoved: true, ...exited(255) }),
  ...Array.from({ length: 16 }, (_, index) =>
    container(`job-${String(index + 1).padStart(2, '0')}`, 'shop/worker:2.4.0', {
      ...(index % 3 === 0 ? {} : exited(index % 4)),
      createdAt: daysAgo(5 + index),
    }),
  ),
]

export function detailsOf(of: Container): ContainerDetails {
  return {
    ...of,
    startedAt: hoursAgo(2),
    finishedAt: null,
    error: null,
    startProblem: null,
    healthcheck: null,
    entrypoint: ['/usr/bin/tini', '--'],
    command: ['node', 'server.js', '--greeting', 'two words'],
    workingDir: '/app',
    user: 'app',
    hostname: of.id.slice(0, 12),
    tty: false,
    restartPolicy: 'unless-stopped',
    restartCount: 3,
    environment: [
      { name: 'PATH', value: '/usr/local/bin:/usr/bin:/bin' },
      { name: 'NODE_VERSION', value: '20.19.5' },
      { name: 'NODE_ENV', value: 'production' },
      { name: 'DATABASE_PASSWORD', value: null },
    ],
    mounts: [
      { type: 'volume', source: 'uploads', target: '/app/uploads', readOnly: false },
      { type: 'bind', source: '/home/mira/shop/config', target: '/app/config', readOnly: true },
    ],
    networks: [
      { name: 'shop_default', ip: '172.20.0.4' },
      { name: 'monitoring', ip: '172.21.0.9' },
    ],
    labels: { 'com.docker.compose.project': 'shop', 'com.example.note': 'tab\there, \u202eover' },
  }
}

const line = (secondsAgo: number, text: string, source: LogLine['source'] = 'stdout'): LogLine => ({
  at: now - secondsAgo * 1000,
  source,
  text,
  cut: 0,
})
export const logLines: readonly LogLine[] = [
  line(7200, 'hello from web-1'),
  line(7199.5, '\u001b[32m✓\u001b[0m listening on \u001b[1mhttp://0.0.0.0:8080\u001b[0m'.replace('✓', 'ok')),
  ...Array.from({ length: 40 }, (_, index) =>
    line(
      3600 - index * 31,
      `GET /articles/${1000 + index * 7} ${index % 9 === 4 ? '404' : '200'} ${4 + index} ms`,
    ),
  ),
  line(40, '\u001b[33mwarning\u001b[0m slow query: 1,204 ms', 'stderr'),
  line(
    30,
    `\u001b[31mError: connect ECONNREFUSED 172.20.0.3:5432\u001b[0m at TCPConnectWrap.afterConnect (node:net:1606:16), tried again in 2 s; hello again`,
    'stderr',
  ),
  line(12, '{"level":"info","message":"order placed","order":48213,"total":"129.90"}'),
]

/** The same, as it is opened. */
export const openedLog = (ids: readonly string[]): OpenLog => ({
  handle: 'log',
  sources: ids.map((id) => ({ id, from: 'files', backTo: null, older: false, ended: false, problem: null })),
  lines: {
    first: -logLines.length,
    end: 0,
    turn: 0,
    firstAt: logLines[0]!.at,
    newest: logLines.map(({ at, text, cut, source }, index) => {
      const number = index - logLines.length
      return { number, whole: number, source: 0, at, text, cut, stderr: source === 'stderr', level: null }
    }),
  },
  complete: true,
  cuts: 0,
  lost: 0,
  gaps: 0,
})

export const inspectText = JSON.stringify(
  {
    Id: digits('web-1'),
    Created: '2026-05-20T07:30:00.000000000Z',
    Path: '/usr/bin/tini',
    Args: ['--', 'node', 'server.js'],
    State: { Status: 'running', Running: true, Paused: false, Pid: 4711, ExitCode: 0 },
    Image: shop.id,
    Name: '/web-1',
    RestartCount: 3,
    Config: { Hostname: digits('web-1').slice(0, 12), User: 'app', Env: ['PATH=***', 'NODE_ENV=***'] },
  },
  null,
  2,
)
