import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SettingsChange } from '../../../main/contract/settings'
import { takeOverProfile } from '../../../renderer/app/takeOver'

/** What a page finds in its profile. */
function profile(content: Record<string, string>): Storage {
  const methods = {
    getItem: (key: string) => (store as Record<string, string>)[key] ?? null,
    removeItem: (key: string) => void delete (store as Record<string, string>)[key],
  }
  const store = Object.create(methods, {}) as Record<string, string>
  Object.assign(store, content)
  return store as unknown as Storage
}

describe('what an earlier window kept in its profile', () => {
  it('becomes settings, and is gone from there', () => {
    const found = profile({
      'slipway.width.images': '512',
      'slipway.width.layers': 'wide',
      'slipway.layers.subject': 'container:abcdef123456',
      'slipway.logs.timestamps': 'off',
      'slipway.logs.wrap': 'on',
      foreign: '1',
    })
    const change = takeOverProfile(found)
    expect(change).toEqual({
      logTimestamps: false,
      logWrap: true,
      remembered: { 'width.images': 512, 'layers.subject': 'container:abcdef123456' },
    })
    expect(SettingsChange.safeParse(change).success).toBe(true)
    expect(Object.keys(found)).toEqual(['foreign'])
    expect(takeOverProfile(found)).toBeNull()
  })

  it('says nothing of what was not chosen', () => {
    expect(takeOverProfile(profile({ 'slipway.width.images': '512' }))).toEqual({
      remembered: { 'width.images': 512 },
    })
  })
})

it('nothing of the window keeps anything in the profile of Chromium', () => {
  const root = join(import.meta.dirname, '../../../renderer')
  const keepers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(vue|ts)$/.test(path))
    .filter((path) =>
      /\b(localStorage|sessionStorage|indexedDB|document\.cookie|caches)\b/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    )
  // It reads what earlier versions left there, and removes it.
  expect(keepers).toEqual(['app/useChosen.ts'])
})
