import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import type { containerStates } from './constants'
import { call, stream } from './define'
import {
  ContainerId,
  ContainerName,
  ImageReference,
  PortNumber,
  Session,
  Signal,
  type Snapshot,
  VolumeName,
} from './values'

export type ContainerState = (typeof containerStates)[number]
export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy'

export interface PortBinding {
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  /** Null when the port is only exposed. */
  readonly hostPort: number | null
  readonly hostIp: string | null
}

/** A row of the list. */
export interface Container {
  readonly id: string
  readonly name: string
  /** The image as the person named it; where that was by its id, a name that it has, else twelve digits. */
  readonly image: string
  /** That name is another image's by now, or none's. */
  readonly imageMoved: boolean
  readonly imageId: string
  /** Without what looks like a secret. */
  readonly commandLine: string
  readonly state: ContainerState
  readonly health: Health
  /** The last one, of what has exited or is about to start again; else null. */
  readonly exitCode: number | null
  /** Since when it is up, or has ended, in milliseconds since 1970: in the list as exact as the engine's words for it. */
  readonly since: number | null
  /** The engine could not start it when that was tried last. */
  readonly startFailed: boolean
  /** The kernel ended something in it, for want of memory. */
  readonly outOfMemory: boolean
  /** How often its policy has started it again. */
  readonly restartCount: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly ports: readonly PortBinding[]
  /** Compose's project and service, where there are any. */
  readonly project: string | null
  readonly service: string | null
  /** The name of the container whose toolbox it is, where it is one of Slipway's. */
  readonly toolboxOf: string | null
  /** Names of the volumes that are mounted in it, or will be once it runs. */
  readonly volumes: readonly string[]
  /** Without what looks like a secret. */
  readonly labels: Readonly<Record<string, string>>
}

export interface Mount {
  readonly type: string
  /** The volume's name, or the path on the host. */
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/** What may hold secrets: without these in details, in clear where that is asked for. */
export interface Revealed {
  readonly environment: readonly ShownVariable[]
  readonly labels: Readonly<Record<string, string>>
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}
export interface ShownVariable {
  readonly name: string
  /** Null: it is hidden. */
  readonly value: string | null
}

/** How it is found out whether a container is well. Without what looks like a secret. */
export interface Healthcheck {
  /** What is run in it: words, or a line of a shell. */
  readonly command: readonly string[]
  /** How many checks in a row have failed. */
  readonly failingStreak: number
  /** The newest checks, the last one first. */
  readonly checks: readonly HealthCheckRun[]
}
export interface HealthCheckRun {
  /** When it ended, in milliseconds since 1970. */
  readonly at: number | null
  readonly exitCode: number
  /** At most the last 4 Ki characters. */
  readonly output: string
}

/** All that Overview shows of one container. */
export interface ContainerDetails extends Container, Revealed {
  /** Milliseconds since 1970; null when it never started or has not finished. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** The engine's own word on why it failed to start or stop. */
  readonly error: string | null
  /** The same as a sentence, where it could not start and those words are understood. */
  readonly startProblem: Sentence | null
  readonly healthcheck: Healthcheck | null
  readonly workingDir: string
  readonly user: string
  readonly hostname: string
  readonly tty: boolean
  readonly restartPolicy: RestartPolicy
  readonly mounts: readonly Mount[]
  readonly networks: readonly { readonly name: string; readonly ip: string }[]
}

export const restartPolicies = ['no', 'on-failure', 'always', 'unless-stopped'] as const
export type RestartPolicy = (typeof restartPolicies)[number]

export interface EnvironmentVariable {
  readonly name: string
  readonly value: string
}

export interface LogLine {
  /** Milliseconds since 1970, null where the engine gave no time. */
  readonly at: number | null
  readonly source: 'stdout' | 'stderr'
  /** Text with its escape sequences; bytes that are not UTF-8 replaced. At most 64 Ki characters. */
  readonly text: string
  /** Bytes of this line that are not in `text`, for it was too long to show. */
  readonly cut: number
}
export interface LogBatch {
  readonly lines: readonly LogLine[]
}

/** A path as a mount needs it: absolute for binds and targets. */
const absolutePath = z.string().max(4096).startsWith('/')

/** What Run asks for. The same schema checks the form in the window and the request in main. */
export const RunRequest = z.object({
  image: z.string().min(1).max(400),
  /** Empty: the engine invents one. */
  name: z.union([z.literal(''), ContainerName]),
  /** Words of the command; empty: the image's own. */
  command: z.array(z.string().max(100_000)).max(1000),
  ports: z
    .array(
      z.object({
        hostIp: z.union([z.literal(''), z.ipv4(), z.ipv6()]),
        /** Null: the engine picks a free one. */
        hostPort: PortNumber.nullable(),
        containerPort: PortNumber,
        protocol: z.enum(['tcp', 'udp']),
      }),
    )
    .max(1000),
  environment: z
    .array(
      z.object({
        name: z
          .string()
          .min(1)
          .max(1000)
          .regex(/^[^=\0]+$/),
        value: z.string().max(1_000_000),
      }),
    )
    .max(5000),
  mounts: z
    .array(
      z.object({
        /** An absolute path of the host or a volume's name. */
        source: z.union([absolutePath, VolumeName]),
        target: absolutePath,
        readOnly: z.boolean(),
      }),
    )
    .max(1000),
  restartPolicy: z.enum(restartPolicies),
  tty: z.boolean(),
})
export type RunRequest = z.infer<typeof RunRequest>

/** What a container has that is not its image's. */
export interface WrittenFiles {
  /** Files that it made or changed: a commit makes the new layer of them. */
  readonly files: number
  /** Files and directories of its image that it removed. */
  readonly removed: number
  /** Of the files. */
  readonly bytes: number
  /** What is mounted in it: a commit takes nothing of what lies there. */
  readonly mounts: readonly Mount[]
}

/** What Commit asks for. The same schema checks the form in the window and the request in main. */
export const CommitRequest = z.object({
  /** What the new image is called. A digest names an image that is there already. */
  reference: ImageReference.regex(/^[^@]+$/),
  message: z.string().max(10_000),
  author: z.string().max(1000),
  /** Whether it stands still meanwhile, so that no file is taken half written. */
  pause: z.boolean(),
})
export type CommitRequest = z.infer<typeof CommitRequest>

/** What came of a run or a create. */
export interface MadeContainer {
  readonly id: string
  readonly warnings: readonly string[]
}

/** A network that Compose made for a project. */
export interface ProjectNetwork {
  readonly id: string
  readonly name: string
}

const One = z.object({ id: ContainerId })
/** What a Compose project is called. */
const ProjectName = z.string().min(1).max(1000)

export const containers = {
  watch: stream().emits<Snapshot<Container>>(),
  /** Has the list read once more: after an action was answered, for the engine's word of it may have come before. */
  readAgain: call().returns<void>(),
  /** Details of one, fresh after each of its events; fails with `not-found` once it is gone. */
  details: stream(One).emits<ContainerDetails>(),
  /** What its details hide. */
  revealed: call(One).returns<Revealed>(),
  /** The engine's whole inspect as JSON text; without secrets unless `reveal`. */
  inspect: call(z.object({ id: ContainerId, reveal: z.boolean() })).returns<string>(),
  start: call(One).returns<void>(),
  stop: call(One).returns<void>(),
  restart: call(One).returns<void>(),
  pause: call(One).returns<void>(),
  resume: call(One).returns<void>(),
  /** Sends its first process a signal; KILL when none is named. */
  kill: call(One.extend({ signal: Signal.optional() })).returns<void>(),
  rename: call(z.object({ id: ContainerId, name: ContainerName })).returns<void>(),
  /**
   * Removes it so that it can come back (`removed`), stopped by its own stop time. Where that cannot be it is killed, and gone;
   * named and anonymous volumes stay then.
   */
  remove: call(One).returns<{ readonly kept: boolean }>(),
  /** Removes it at once, also while it runs, with its anonymous volumes. */
  removeForGood: call(One).returns<void>(),
  /** The networks that bear a project's label: those, and no others that are merely called alike. */
  projectNetworks: call(z.object({ project: ProjectName })).returns<readonly ProjectNetwork[]>(),
  /** Removes one of them; fails with `not-found` where the network is not this project's, `in-use` while anything is connected. */
  removeProjectNetwork: call(
    z.object({ project: ProjectName, id: z.string().min(1).max(256), session: Session }),
  ).returns<void>(),
  /**
   * What another one like it is run with, secrets among it: without a name, and without the ports of the host while it has them
   * itself. What Run cannot ask for is left out.
   */
  likeness: call(One).returns<RunRequest>(),
  /** Creates and starts. When the start fails the container, which never ran, is removed again. */
  run: call(RunRequest.extend({ session: Session })).returns<MadeContainer>(),
  /** Creates one that does not run yet. */
  create: call(RunRequest.extend({ session: Session })).returns<MadeContainer>(),
  /** Counts once what a commit would take along; engines that have to count for it may take minutes. */
  written: stream(One).emits<WrittenFiles>(),
  /** Makes an image of a container's writable layer on top of its image's; answers the activity's id. */
  commit: call(One.extend(CommitRequest.shape).extend({ session: Session })).returns<number>(),
  /** Asks for a file, then writes all its files to it as a tar archive; answers the activity's id. */
  export: call(One.extend({ session: Session })).returns<number>(),
  /** The newest `tail` lines, then what is written, for as long as the reader stays and the container runs. */
  logs: stream(z.object({ id: ContainerId, tail: z.number().int().min(0).max(200_000) })).emits<LogBatch>(),
  /** Asks for a file, then writes the whole log to it; emits the bytes written so far. Ends at once when no file was chosen. */
  saveLogs: stream(z.object({ id: ContainerId, timestamps: z.boolean() })).emits<{
    readonly bytes: number
    readonly file: string
  }>(),
  /**
   * Opens a published port in the browser; the address is made in main from the engine's own word. Fails with
   * `unsupported` where it is a port of another machine.
   */
  openPort: call(
    z.object({ id: ContainerId, containerPort: PortNumber, protocol: z.enum(['tcp', 'udp', 'sctp']) }),
  ).returns<void>(),
}
