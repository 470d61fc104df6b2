import { watch } from 'vue'
import { useSettings } from '../data/settings'
import { setLanguage } from '../ui/i18n'
import { setMemory } from '../ui/remember'
import { takeOverProfile } from './takeOver'

/** Lets the whole window follow the person's settings. The theme is main's to set. */
export function useChosen(): void {
  const settings = useSettings()
  setMemory(settings.memory)
  watch(() => settings.values.language, setLanguage, { immediate: true })
  requestIdleCallback(() => {
    const former = takeOverProfile(localStorage)
    if (former) void settings.change(former)
  })
}
