import { createI18n } from 'vue-i18n'

export type Texts = { readonly [key: string]: string | Texts }

/** The language that every text is in; another one may lack some. */
const first = 'en'

/** One file a section, beside those who use it: `locales/en/images.json` answers to `images.…`. */
const files: Record<string, Texts> = import.meta.glob('../**/locales/*/*.json', {
  eager: true,
  import: 'default',
})

const messages: Record<string, Record<string, Texts>> = {}
for (const [path, content] of Object.entries(files)) {
  const [language = first, name = ''] = path.split('/').slice(-2)
  messages[language] ??= {}
  messages[language][name.slice(0, -'.json'.length)] = content
}

const i18n = createI18n({
  legacy: false,
  locale: first,
  fallbackLocale: first,
  // What is missing is said in the first language; that none is missing is checked by a test.
  missingWarn: false,
  fallbackWarn: false,
  messages,
})

/** Texts that say the same each time, by language and key: a list asks for the same words in every row. */
let plainTexts = new Map<string, Map<string, string>>()

function plainText(key: string): string {
  const language = i18n.global.locale.value
  const known = plainTexts.get(language) ?? new Map<string, string>()
  plainTexts.set(language, known)
  const text = known.get(key) ?? i18n.global.t(key)
  known.set(key, text)
  return text
}

/** The text of a key, in the window's language: `t('logs.copied', { n: '3' }, 3)`. */
export function t(key: string, values?: Record<string, unknown>, plural?: number): string {
  if (plural !== undefined) return i18n.global.t(key, values ?? {}, plural)
  return values ? i18n.global.t(key, values) : plainText(key)
}

/** The text as it is written in the locale file, with its placeholders; null when there is none. */
export function rawText(key: string): string | null {
  return find(messages[i18n.global.locale.value], key) ?? find(messages[first], key)
}

function find(texts: Texts | undefined, key: string): string | null {
  let at: string | Texts | undefined = texts
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined
  return typeof at === 'string' ? at : null
}

/** The languages that there are texts in, as tags. */
export const languages = (): readonly string[] => Object.keys(messages).sort()

/** Puts one more section beside those of the locale files. */
export function addTexts(language: string, section: string, texts: Texts): void {
  messages[language] = { ...messages[language], [section]: texts }
  plainTexts = new Map()
  i18n.global.setLocaleMessage(language, messages[language])
}

/** Puts the texts of one more language beside the others. */
export function addLanguage(language: string, texts: Record<string, Texts>): void {
  messages[language] = texts
  plainTexts = new Map()
  i18n.global.setLocaleMessage(language, texts)
}

/**
 * Says everything in this language from now on; in the first one where there are no texts in it.
 * @param wanted a language tag, or `system`
 */
export function setLanguage(wanted: string): void {
  const tag = wanted === 'system' ? navigator.language : wanted
  const known = [tag, tag.split('-')[0] ?? ''].find((language) => Object.hasOwn(messages, language))
  i18n.global.locale.value = known ?? first
}
