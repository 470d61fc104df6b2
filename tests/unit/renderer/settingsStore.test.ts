import { createPinia, setActivePinia } from 'pinia'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { defaultSettings } from '../../../main/contract/constants'
import { AppError } from '../../../main/contract/errors'
import type { SettingsChange, SettingsState } from '../../../main/contract/settings'
import { settled } from '../../support/settled'

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
vi.stubGlobal('document', page)
vi.stubGlobal('addEventListener', page.addEventListener.bind(page))

const main = {
  sent: [] as SettingsChange[],
  answer: async (_change: SettingsChange): Promise<SettingsState> => state(1),
  say: (_state: SettingsState) => {},
}
const notifyError = vi.fn()
vi.mock('../../../renderer/data/api', () => ({
  api: {
    settings: {
      watch: () => ({
        next: () =>
          new Promise((resolve) => {
            main.say = (value) => resolve({ done: false, value })
          }),
        return: async () => ({ done: true, value: undefined }),
      }),
      change: (change: SettingsChange) => {
        main.sent.push(change)
        return main.answer(change)
      },
    },
  },
}))
vi.mock('../../../renderer/data/notify', () => ({
  notifyError: (...said: unknown[]) => notifyError(...said),
}))
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const { useSettings } = await import('../../../renderer/data/settings')
const { isNumber, remembered, setMemory } = await import('../../../renderer/ui/remember')

function state(revision: number, values: Partial<SettingsState['values']> = {}): SettingsState {
  return { values: { ...defaultSettings, ...values }, file: '/settings.json', problem: null, revision }
}

describe('the settings in the window', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    main.sent.length = 0
    notifyError.mockClear()
  })

  it('are the defaults until main has spoken', async () => {
    const settings = useSettings()
    expect(settings.values).toEqual(defaultSettings)
    main.say(state(0, { theme: 'dark' }))
    await settled()
    expect(settings.values.theme).toBe('dark')
  })

  it('hold at once, and as main says in the end', async () => {
    const settings = useSettings()
    main.answer = async () => state(4, { theme: 'dark', logWrap: true })
    const theme = settings.setting('theme')
    theme.value = 'dark'
    expect(theme.value).toBe('dark')
    expect(main.sent).toEqual([{ theme: 'dark' }])
    await settled()
    expect(settings.values).toMatchObject({ theme: 'dark', logWrap: true })
    main.say(state(3))
    await settled()
    expect(theme.value, 'an older word').toBe('dark')
  })

  it('say why a change was refused, and go back', async () => {
    const settings = useSettings()
    main.answer = async () => {
      throw new AppError('invalid-input')
    }
    await settings.change({ theme: 'dark' })
    expect(notifyError).toHaveBeenCalledOnce()
    expect(settings.values.theme).toBe('system')
  })

  it('send what a part remembers once it rests, and no choice of meanwhile is lost', async () => {
    const settings = useSettings()
    setMemory(settings.memory)
    const width = effectScope().run(() => remembered('width.images', 440, isNumber))!
    expect(width.value).toBe(440)
    width.value = 450
    width.value = 460
    expect(width.value).toBe(460)
    expect(main.sent).toEqual([])
    let answer: (said: SettingsState) => void = () => {}
    main.answer = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    vi.runOnlyPendingTimers()
    expect(main.sent).toEqual([{ remembered: { 'width.images': 460 } }])
    width.value = 470
    answer(state(1, { remembered: { 'width.images': 460 } }))
    await settled()
    expect(width.value).toBe(470)
    page.dispatchEvent(new Event('pagehide'))
    expect(main.sent.at(-1)).toEqual({ remembered: { 'width.images': 470 } })
  })

  it('give a part its fallback for what it does not accept', async () => {
    const settings = useSettings()
    setMemory(settings.memory)
    const width = remembered('width.images', 440, isNumber)
    main.say(state(1, { remembered: { 'width.images': 'wide' } }))
    await settled()
    expect(width.value).toBe(440)
    main.say(state(2, { remembered: { 'width.images': 300 } }))
    await settled()
    expect(width.value).toBe(300)
  })
})
