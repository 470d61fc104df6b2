import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call } from './define'
import { registryHost } from './patterns'
import { limited, Session } from './values'

/**
 * Who keeps a log-in: the helper that the person's docker configuration names, the desktop's keyring, that configuration
 * itself, or Slipway alone until it quits.
 */
export type Keeper = 'helper' | 'keyring' | 'file' | 'memory'

/** A registry that somebody is logged in to. */
export interface KnownRegistry {
  /** As a reference has it: `docker.io`, `registry.example:5000`. */
  readonly host: string
  /** Empty where there is only a token. */
  readonly user: string
  readonly keeper: Keeper
  /** The program that keeps it, where one does: `docker-credential-pass`. */
  readonly program: string | null
}

export interface KnownRegistries {
  readonly items: readonly KnownRegistry[]
  /** Why some may be missing. */
  readonly problems: readonly Sentence[]
}

/** Where a log-in is kept from now on. */
export interface LoggedIn {
  readonly keeper: Exclude<Keeper, 'file'>
  readonly program: string | null
  /** Why it is kept in memory alone, where it was meant to be kept elsewhere. */
  readonly why: Sentence | null
}

export const RegistryHost = limited(registryHost).regex(
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/,
)

export const registries = {
  list: call().returns<KnownRegistries>(),
  /**
   * Asks the registry, through the engine, whether it lets somebody in, and keeps what it accepted. Fails with
   * `registry-denied` where it does not.
   */
  login: call(
    z.object({
      host: RegistryHost,
      user: z.string().min(1).max(1000),
      password: z.string().min(1).max(20_000),
      session: Session,
    }),
  ).returns<LoggedIn>(),
  logout: call(z.object({ host: RegistryHost })).returns<void>(),
}
