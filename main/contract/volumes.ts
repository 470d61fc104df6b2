import { z } from 'zod'
import { call, stream } from './define'
import { Session, type Snapshot, VolumeName } from './values'

/** A row of the list, and all that there is to know of a volume. Who uses it: `Container.volumes`. */
export interface Volume {
  /** Also its id. */
  readonly name: string
  /** The engine invented its name: it was made for one container. */
  readonly anonymous: boolean
  readonly driver: string
  /** Where its files lie on the engine's machine; empty where the driver does not say. */
  readonly mountpoint: string
  /** `local`, or `global` for all of a swarm. */
  readonly scope: string
  /** Milliseconds since 1970; null where the engine does not record it. */
  readonly createdAt: number | null
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
}

export interface VolumeSize {
  readonly name: string
  /** Of its files; null where it could not be counted. */
  readonly bytes: number | null
}

/** The name of a label or an option, which ends where its value begins. */
const Key = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^=\0]+$/)
const Pairs = z.array(z.object({ key: Key, value: z.string().max(100_000) })).max(1000)

/** What Create asks for. The same schema checks the form in the window and the request in main. */
export const VolumeRequest = z.object({
  name: VolumeName,
  driver: z.string().min(1).max(400).regex(/^\S+$/),
  labels: Pairs,
  options: Pairs,
})
export type VolumeRequest = z.infer<typeof VolumeRequest>

/** One that there is: other drivers than `local` may have other rules for names. */
const Named = z.object({ name: z.string().min(1).max(1000), session: Session })

export const volumes = {
  watch: stream().emits<Snapshot<Volume>>(),
  /** Has the list read once more: after an action was answered, for the engine's word of it may have come before. */
  readAgain: call().returns<void>(),
  /** The engine's whole inspect as JSON text. */
  inspect: call(Named).returns<string>(),
  /** Fails with `name-taken` when there is one of that name, and changes nothing of it. */
  create: call(VolumeRequest.extend({ session: Session })).returns<void>(),
  /** Never forced: fails with `in-use` and the names of the containers that use it, running or not. */
  remove: call(Named).returns<void>(),
  /** The names of the drivers that the engine has. */
  drivers: call(z.object({ session: Session })).returns<readonly string[]>(),
  /** Counts what lies in these volumes, once. Costly, so only when it is asked for. Leaving the stream ends it. */
  sizes: stream(
    z.object({ names: z.array(z.string().min(1).max(1000)).max(100_000), session: Session }),
  ).emits<readonly VolumeSize[]>(),
}
