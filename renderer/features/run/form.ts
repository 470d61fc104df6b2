import { type RestartPolicy, RunRequest } from '../../../main/contract/containers'
import { commandLine } from '../../../main/shared/shellWords'
import { compareWebFirst } from '../../../main/shared/webPorts'
import { canNameImage } from '../../data/imageNames'
import { filledRows, markTwice } from '../../ui/forms/filledRows'
import { type Split, splitWords } from './words'

/** A row of ports as it is typed. */
export interface PortRow {
  hostIp: string
  hostPort: string
  containerPort: string
  protocol: 'tcp' | 'udp'
  /** Put there because the image exposes it; nobody has touched it yet. */
  suggested: boolean
}
export interface EnvironmentRow {
  name: string
  value: string
}
export interface MountRow {
  source: string
  target: string
  readOnly: boolean
}

/** What a person types into Run: text as it is, so that nothing is lost whatever is wrong with it. */
export interface RunForm {
  image: string
  name: string
  command: string
  ports: PortRow[]
  environment: EnvironmentRow[]
  mounts: MountRow[]
  restartPolicy: RestartPolicy
  tty: boolean
}

export const emptyPort = (): PortRow => ({
  hostIp: '',
  hostPort: '',
  containerPort: '',
  protocol: 'tcp',
  suggested: false,
})
export const emptyVariable = (): EnvironmentRow => ({ name: '', value: '' })
export const emptyMount = (): MountRow => ({ source: '', target: '', readOnly: false })

export function emptyRunForm(image = ''): RunForm {
  return {
    image,
    name: '',
    command: '',
    ports: [],
    environment: [],
    mounts: [],
    restartPolicy: 'no',
    tty: false,
  }
}

/** The form that asks for the same as a request. */
export function formLike({ ports, command, environment, mounts, ...rest }: RunRequest): RunForm {
  return {
    ...rest,
    command: commandLine(command),
    ports: ports.map(({ hostIp, hostPort, containerPort, protocol }) => ({
      hostIp,
      hostPort: hostPort === null ? '' : String(hostPort),
      containerPort: String(containerPort),
      protocol,
      suggested: false,
    })),
    environment: environment.map((each) => ({ ...each })),
    mounts: mounts.map((each) => ({ ...each })),
  }
}

/** Whether a person typed anything into it; what was suggested to them they did not. */
export function isTyped(form: RunForm, blank: RunForm): boolean {
  const typed = ({ ports, ...rest }: RunForm) =>
    JSON.stringify([rest, ports.filter(({ suggested }) => !suggested)])
  return typed(form) !== typed(blank)
}

/** Which field is wrong, as a path of the form (`ports.0.hostPort`), and the key of the sentence about it. */
export type FieldProblems = ReadonlyMap<string, string>

export type Checked =
  | { readonly request: RunRequest; readonly problems: FieldProblems; readonly split: Split }
  | { readonly request: null; readonly problems: FieldProblems; readonly split: Split }

/** The form as the request that the contract wants, or what is wrong with it. Rows in which nothing was typed do not count. */
export function checkForm(form: RunForm): Checked {
  const split = splitWords(form.command)
  const ports = filledRows(form.ports, (row) => row.hostIp + row.hostPort + row.containerPort)
  const environment = filledRows(form.environment, (row) => row.name + row.value)
  const mounts = filledRows(form.mounts, (row) => row.source + row.target)
  const rows = { ports, environment, mounts }

  const parsed = RunRequest.safeParse({
    image: form.image.trim(),
    name: form.name.trim(),
    command: split.words,
    ports: ports.map(({ row }) => ({
      hostIp: row.hostIp.trim(),
      hostPort: row.hostPort.trim() === '' ? null : toPort(row.hostPort),
      containerPort: toPort(row.containerPort),
      protocol: row.protocol,
    })),
    environment: environment.map(({ row }) => ({ name: row.name.trim(), value: row.value })),
    mounts: mounts.map(({ row }) => ({
      source: row.source.trim(),
      target: row.target.trim(),
      readOnly: row.readOnly,
    })),
    restartPolicy: form.restartPolicy,
    tty: form.tty,
  })

  const problems = new Map<string, string>()
  for (const { path } of parsed.error?.issues ?? []) {
    const [field, at, part] = path as [string, number?, string?]
    const row = at === undefined ? undefined : rows[field as keyof typeof rows]?.[at]
    if (!row || part === undefined) problems.set(field, problemOf(field, form))
    else problems.set(`${field}.${row.index}.${part}`, problemOfPart(field, part, row.row))
  }
  if (!problems.has('image') && !canNameImage(form.image)) problems.set('image', 'image')
  if (!split.ok) problems.set('command', split.problem)
  markTwice(problems, environment, ({ name }) => name.trim(), 'environment', 'name', 'variableTwice')
  markTwice(problems, mounts, ({ target }) => target.trim(), 'mounts', 'target', 'targetTwice')
  if (problems.size > 0 || !parsed.success) return { request: null, problems, split }
  return { request: parsed.data, problems, split }
}

function toPort(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
}

function problemOf(field: string, form: RunForm): string {
  return field === 'image' && form.image.trim() === '' ? 'imageMissing' : field
}
function problemOfPart(field: string, part: string, row: object): string {
  const missing = String((row as Record<string, unknown>)[part] ?? '').trim() === ''
  // A variable's name has other rules than a container's.
  const problem = field === 'environment' ? `variable${part[0]!.toUpperCase()}${part.slice(1)}` : part
  return missing ? `${problem}Missing` : problem
}

/** More suggestions than these are no help. */
const mostSuggestions = 12

/**
 * The ports that an image exposes (`80/tcp`) as rows to start from; what the person typed stays, untouched suggestions
 * of another image go. The port that a browser is likeliest meant for comes first.
 */
export function suggestPorts(rows: readonly PortRow[], exposed: readonly string[]): PortRow[] {
  const kept = rows.filter((row) => !row.suggested)
  const taken = new Set(kept.map((row) => `${row.containerPort.trim()}/${row.protocol}`))
  const suggested = exposed.flatMap((port): PortRow[] => {
    const match = /^(\d+)\/(tcp|udp)$/.exec(port)
    if (!match || taken.has(port)) return []
    const [, containerPort = '', protocol] = match
    return [{ ...emptyPort(), containerPort, protocol: protocol as 'tcp' | 'udp', suggested: true }]
  })
  suggested.sort((a, b) => compareWebFirst(Number(a.containerPort), Number(b.containerPort)))
  return [...kept, ...suggested.slice(0, mostSuggestions)]
}
