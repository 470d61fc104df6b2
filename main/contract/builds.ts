import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'
import type { ErrorData } from './errors'
import { ImageReference, Session } from './values'

/** A folder that the person chose to build from. */
export interface BuildFolder {
  /** Names it in requests, for as long as the application runs. Its path stays in main. */
  readonly folder: string
  readonly name: string
  /** Where it lies, to be shown: `~/projects/shop`. */
  readonly place: string
  /** Names of what there is in it to build from; `Dockerfile` first. */
  readonly dockerfiles: readonly string[]
}

export interface BuildArgument {
  readonly name: string
  /** What the Dockerfile sets where nothing is given; null: nothing. */
  readonly value: string | null
}

/** What a Dockerfile asks for. */
export interface DockerfileFacts {
  /** Names of stages that can be built by themselves, in their order. */
  readonly targets: readonly string[]
  readonly args: readonly BuildArgument[]
}

/** A file that the person chose, to be read by steps that ask for it and to be in no layer. */
export interface BuildSecret {
  /** Names it in requests, for as long as the application runs. Its path stays in main. */
  readonly secret: string
  readonly name: string
  /** Where it lies, to be shown. */
  readonly place: string
}

const Folder = z.string().min(1).max(100)
const FileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\0]+$/)

/** What an image is to be called: no digest, which only a registry gives. */
export const ImageTag = ImageReference.refine((reference) => !reference.includes('@'))
/** A stage's name, or its number. */
export const BuildTarget = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/)
/** Source: what the Dockerfile's own parser takes behind ARG. */
export const BuildArgumentName = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)

/** How a step asks for a secret. */
export const BuildSecretId = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/)
/** Source: platforms.Parse of github.com/containerd/platforms, all of it said. */
export const BuildPlatform = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/)

export const BuildRequest = z.object({
  folder: Folder,
  /** One of its `dockerfiles`. */
  file: FileName,
  /** None: the image goes by its id. */
  tags: z.array(ImageTag).max(20),
  /** Null: the last stage. */
  target: BuildTarget.nullable(),
  args: z.array(z.object({ name: BuildArgumentName, value: z.string().max(65_536) })).max(200),
  /** Only with BuildKit. */
  secrets: z.array(z.object({ id: BuildSecretId, secret: z.string().min(1).max(100) })).max(50),
  /** Null: the engine's own. */
  platform: BuildPlatform.nullable(),
  /** Every step is done anew. */
  noCache: z.boolean(),
  /** Base images are asked for at their registry, also those that are here. */
  pull: z.boolean(),
  session: Session,
})
export type BuildRequest = z.infer<typeof BuildRequest>

export type BuildState = 'running' | 'done' | 'failed' | 'cancelled'

/** A build of this run of Slipway. */
export interface Build {
  /** Of its activity too. */
  readonly id: number
  /** Its first tag, else the folder's name. */
  readonly name: string
  readonly tags: readonly string[]
  /** The folder's name, and where it lies. */
  readonly folder: string
  readonly place: string
  readonly file: string
  readonly target: string | null
  /** Names only: what they were set to may be secret. */
  readonly args: readonly string[]
  /** The connection (its `id`) that it was done at. */
  readonly connection: string
  /** BuildKit's steps, or those of the engine's own builder, where there is no BuildKit. */
  readonly builder: 'buildkit' | 'engine'
  readonly state: BuildState
  /** Milliseconds since 1970; null while it runs. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Instructions that were found so far, and how far they are. */
  readonly steps: number
  readonly stepsDone: number
  readonly stepsCached: number
  /** The image's id, once it was seen to be there. */
  readonly image: string | null
  /** Why it failed. */
  readonly error: ErrorData | null
}

/**
 * `cancelled` is what ran, or would have, when the build ended otherwise. `cached`: nothing was done, for the same was done
 * before.
 */
export type StepState = 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'cancelled'

/**
 * What became of an instruction in the finished image. `layer`: this layer; `empty`: it changed only the configuration;
 * `base`: all layers of the image that it begins with; `elsewhere`: it belongs to a stage that the image is not made of; `unknown`: the image's history does not say.
 */
export type StepResult =
  | { readonly kind: 'layer'; readonly diffId: string; readonly size: number }
  | { readonly kind: 'empty' | 'base' | 'elsewhere' | 'unknown' }

export interface BuildStep {
  readonly id: string
  /** The instruction as the builder writes it, else what the builder does of itself. */
  readonly text: string
  readonly isInstruction: boolean
  /** The name of its stage, else its number, where there are several. */
  readonly stage: string | null
  readonly state: StepState
  /** Milliseconds since 1970. */
  readonly startedAt: number | null
  /** Milliseconds; null until it has ended. */
  readonly took: number | null
  /** In the Dockerfile, counted from 1; null where that is not known. */
  readonly line: number | null
  /** Null until the image was seen to be there. */
  readonly result: StepResult | null
}

/** What a step has written: the newest lines. */
export interface StepOutput {
  readonly step: string
  readonly lines: readonly string[]
  /** How many lines before them are not kept. */
  readonly dropped: number
}

/** A place in the Dockerfile, with the lines around it. */
export interface DockerfileExcerpt {
  readonly file: string
  readonly line: number
  readonly lines: readonly { readonly number: number; readonly text: string; readonly marked: boolean }[]
}

/** Something that does not keep a build from going on. */
export type BuildWarning =
  | { readonly kind: 'said'; readonly sentence: Sentence }
  /** In the builder's own words. */
  | { readonly kind: 'builder'; readonly text: string; readonly line: number | null }

export interface BuildProgress {
  readonly build: Build
  /** In the order in which they stand in the Dockerfile, as far as that is known. */
  readonly steps: readonly BuildStep[]
  /** Of those steps alone that have written something since the item before. */
  readonly outputs: readonly StepOutput[]
  readonly warnings: readonly BuildWarning[]
  /** Of a build that failed: the step and the place. */
  readonly failedStep: string | null
  readonly excerpt: DockerfileExcerpt | null
}

const Id = z.int().min(1)

export const builds = {
  /** Asks for a folder; null when the person chose none. Fails with `not-found/dockerfile` where there is nothing to build from. */
  chooseFolder: call().returns<BuildFolder | null>(),
  /** Asks for a file that steps may read; null when the person chose none. */
  chooseSecret: call().returns<BuildSecret | null>(),
  /** Reads a Dockerfile. Fails with `invalid-input/dockerfile` for one that is none (details: `file`, `line`, `reason`), `denied/...`. */
  dockerfile: call(z.object({ folder: Folder, file: FileName })).returns<DockerfileFacts>(),
  /** Begins a build and answers the id of its activity. */
  start: call(BuildRequest).returns<number>(),
  /** The same once more, with what was asked for then. Fails with `not-found/build` for one that is no longer listed. */
  again: call(z.object({ id: Id, session: Session })).returns<number>(),
  /** Those of this run, the newest first; at most 50 that have ended. */
  watch: stream().emits<readonly Build[]>(),
  /** The first item has all outputs. Fails with `not-found/build`. */
  steps: stream(z.object({ id: Id })).emits<BuildProgress>(),
}
