import { en } from '../../texts/en'
import { type Code, type Params, type Sentence, sentence } from '../../texts/sentence'

/**
 * What a keeper means, out of its JSON. It may be that of another version of Slipway: older ones say a text, and newer ones
 * may say what is not known here. Null when it says nothing.
 */
export function heard(word: unknown): Sentence | null {
  if (word === null || word === undefined) return null
  if (typeof word === 'string') return sentence('engine/said', { said: word })
  return known(word) ?? sentence('keeper/newer', { said: JSON.stringify(word) })
}

/** What a keeper says when it cannot begin: JSON, or a text for whoever started it by hand. */
export function heardLine(line: string): Sentence {
  try {
    const word: unknown = JSON.parse(line)
    if (typeof word === 'object' && word !== null) return heard(word)!
  } catch {
    // A text.
  }
  return sentence('engine/said', { said: line })
}

function known(word: object): Sentence | null {
  const { code, params = {} } = word as { readonly code?: unknown; readonly params?: object }
  const isSaid = typeof code === 'string' && Object.hasOwn(en, code) && Object.values(params).every(isParam)
  return isSaid ? { code: code as Code, params: params as Params } : null
}

function isParam(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number') return true
  return typeof value === 'object' && value !== null && known(value) !== null
}
