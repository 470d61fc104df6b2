import { resolve } from 'node:path'
import { said } from '../texts/sentence'

export interface Arguments {
  /** Where to write a picture of the window before leaving; null in ordinary use. */
  readonly screenshot: string | null
}

/** Reads `--screenshot=FILE` or `--screenshot FILE`; what belongs to Chromium is passed over. */
export function readArguments(argv: readonly string[], cwd: string): Arguments {
  const at = argv.findIndex((argument) => argument === '--screenshot' || argument.startsWith('--screenshot='))
  if (at < 0) return { screenshot: null }
  const argument = argv[at]!
  const equals = argument.indexOf('=')
  const file = equals < 0 ? argv[at + 1] : argument.slice(equals + 1)
  if (!file) throw new Error(said('app/noFile'))
  return { screenshot: resolve(cwd, file) }
}
