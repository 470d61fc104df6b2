import { inRoot } from '../support/paths.mjs'
import { Problem } from '../support/report.mjs'

const known = ['dir', 'deb', 'AppImage']

/**
 * `deb AppImage --output FOLDER`; without a target the unpacked application.
 * @param {string[]} args
 * @returns {{ targets: string[], output: string }}
 */
export function readArguments(args) {
  const at = args.indexOf('--output')
  const output = at === -1 ? inRoot('dist') : args[at + 1]
  if (!output) throw new Problem('--output needs the name of a folder.')
  const targets = at === -1 ? args : [...args.slice(0, at), ...args.slice(at + 2)]
  const strange = targets.find((target) => !known.includes(target))
  if (strange) throw new Problem(`There is no package ${strange}: choose among ${known.join(', ')}.`)
  return { targets: targets.length > 0 ? targets : ['dir'], output }
}
