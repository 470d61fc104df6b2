import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { differences, readLanguages } from '../../support/locales'

// Files share what they import: no other is to know the language that is made up here.
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})
const { addLanguage, rawText, setLanguage, t } = await import('../../../renderer/ui/i18n')

describe('languages', () => {
  it('have each text of the first one, with its placeholders', () => {
    const { en, ...others } = readLanguages()
    expect(Object.keys(en!).length).toBeGreaterThan(10)
    for (const [language, texts] of Object.entries(others)) {
      expect(differences(en!, texts), language).toEqual([])
    }
  })

  it('are found lacking by the name of the key', () => {
    const { en } = readLanguages()
    const { close, ...rest } = en!.ui as Record<string, string>
    expect(close).toBe('Close')
    const lacking = { ...en!, ui: { ...rest, select: 'Wähle {it}', extra: 'x' } }
    expect(differences(en!, lacking)).toEqual([
      'ui.close is missing',
      'ui.extra is used nowhere',
      'ui.select has other placeholders',
    ])
  })
})

describe('a language without a text', () => {
  addLanguage('de', { ui: { cancel: 'Abbrechen' } })
  afterEach(() => setLanguage('en'))

  it('says it in English, and all others itself', () => {
    setLanguage('de')
    expect(t('ui.cancel')).toBe('Abbrechen')
    expect(t('ui.close')).toBe('Close')
    expect(t('ui.select', { name: 'web' })).toBe('Select web')
    expect(rawText('ui.cancel')).toBe('Abbrechen')
    expect(rawText('ui.close')).toBe('Close')
    expect(rawText('ui.nothing')).toBeNull()
  })

  it.each([
    ['de-CH', 'Abbrechen'],
    ['fr', 'Cancel'],
    ['en', 'Cancel'],
  ])('%s says %s', (language, expected) => {
    setLanguage(language)
    expect(t('ui.cancel')).toBe(expected)
  })

  it('follows the system', () => {
    vi.stubGlobal('navigator', { language: 'de-AT' })
    setLanguage('system')
    vi.unstubAllGlobals()
    expect(t('ui.cancel')).toBe('Abbrechen')
  })
})
