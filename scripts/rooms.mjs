import { brokenRules } from './rooms/brokenRules.mjs'
import { arrows } from './rooms/rules.mjs'
import { readSources, roomOf } from './rooms/sources.mjs'
import { say } from './support/report.mjs'

// Which room knows which, as docs/architecture.md has it: fails where an import breaks a rule, and prints how well the
// rooms keep what is theirs to themselves.

const sources = readSources()

const broken = brokenRules(sources)

const known = arrows(sources)
const count = (prefix) =>
  [...known].filter(([room]) => room.startsWith(prefix)).reduce((sum, [, others]) => sum + others.size, 0)
const ofFeatures = sources
  .filter(({ path }) => roomOf(path).startsWith('renderer/features/'))
  .flatMap(({ path, imports }) => imports.map((target) => [roomOf(path), roomOf(target)]))
  .filter(([, other]) => /^renderer\/(features|app)/.test(other))
const inside = ofFeatures.filter(([own, other]) => own === other).length

say(`Imports of the window's features that stay inside: ${Math.round((inside / ofFeatures.length) * 100)} %`)
say(`Arrows between main's rooms: ${count('main/')}, of them from main/engine: ${count('main/engine')}`)
say(`Arrows between the window's rooms: ${count('renderer/')}`)
for (const sentence of broken) say(sentence)
process.exitCode = broken.length > 0 ? 1 : 0
