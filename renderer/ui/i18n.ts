import { createI18n } from 'vue-i18n'

type Texts = { readonly [key: string]: string | Texts }

/** One file a section, beside those who use it: `locales/en/images.json` answers to `images.…`. */
const files: Record<string, Texts> = import.meta.glob('../**/locales/en/*.json', {
  eager: true,
  import: 'default',
})

const texts: Record<string, Texts> = {}
for (const [path, content] of Object.entries(files)) {
  texts[path.slice(path.lastIndexOf('/') + 1, -'.json'.length)] = content
}

const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en: texts } })

/** The text of a key, in the window's language: `t('logs.copied', { n: '3' }, 3)`. */
export const t: (key: string, values?: Record<string, unknown>, plural?: number) => string = (
  key,
  values = {},
  plural,
) => (plural === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, plural))

/** The text as it is written in the locale file, with its placeholders; null when there is none. */
export function rawText(key: string): string | null {
  let at: string | Texts | undefined = texts
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined
  return typeof at === 'string' ? at : null
}
