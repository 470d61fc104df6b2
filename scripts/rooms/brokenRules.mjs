import { doubledExports, requestPaths } from './names.mjs'
import { brokenRule, cycles } from './rules.mjs'

/**
 * What breaks the rules between rooms, a sentence each.
 * @param {import('./sources.mjs').Source[]} sources
 * @returns {string[]}
 */
export function brokenRules(sources) {
  const imports = sources.flatMap(({ path, imports }) => imports.map((target) => brokenRule(path, target)))
  return [
    ...imports.filter((sentence) => sentence !== null),
    ...cycles(sources).map((round) => `These know each other: ${[...round, round[0]].join(' → ')}`),
    ...doubledExports(sources).map(({ name, paths }) => `${name} is exported by ${paths.join(' and ')}`),
    ...requestPaths(sources).map((written) => `${written} belongs into main/engine/api`),
  ]
}
