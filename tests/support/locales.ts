import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Texts } from '../../renderer/ui/i18n'

const root = join(import.meta.dirname, '../../renderer')

/** The texts of every language that the window has, by section. */
export function readLanguages(): Record<string, Record<string, Texts>> {
  const languages: Record<string, Record<string, Texts>> = {}
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/locales\/[\w-]+\/\w+\.json$/.test(path)) continue
    const language = basename(dirname(path))
    languages[language] ??= {}
    languages[language][basename(path, '.json')] = JSON.parse(readFileSync(join(root, path), 'utf8'))
  }
  return languages
}

/** What is wrong with a language beside the first one: keys that are missing or too many, and placeholders that differ. */
export function differences(first: Texts, other: Texts): string[] {
  const [wanted, found] = [flat(first), flat(other)]
  return [
    ...[...wanted.keys()].filter((key) => !found.has(key)).map((key) => `${key} is missing`),
    ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `${key} is used nowhere`),
    ...[...wanted]
      .filter(([key, text]) => found.has(key) && placeholders(text) !== placeholders(found.get(key)!))
      .map(([key]) => `${key} has other placeholders`),
  ]
}

function flat(texts: Texts, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join()
