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

/** The text of a key, in the window's language: `t('logs.copied', { n: '3' }, 3)`. */
export const t: (key: string, values?: Record<string, unknown>, plural?: number) => string = (
  key,
  values = {},
  plural,
) => (plural === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, plural))

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
  i18n.global.setLocaleMessage(language, messages[language])
}

/** Puts the texts of one more language beside the others. */
export function addLanguage(language: string, texts: Record<string, Texts>): void {
  messages[language] = texts
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
