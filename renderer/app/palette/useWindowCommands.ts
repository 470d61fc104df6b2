import { useRouter } from 'vue-router'
import { buildsRoute } from '../../data/buildsRoute'
import type { Command } from '../../data/command'
import { useConnections } from '../../data/connections'
import { useDialogs } from '../../data/dialogs'
import { useEngine } from '../../data/engine'
import { allImages, comparison, wholePath } from '../../data/layersRoute'
import { useSettings } from '../../data/settings'
import { useAway } from '../../data/useAway'
import { buildCommands } from '../../features/builds'
import { connectionCommands, useSwitchConnection } from '../../features/connections'
import { useAllContainersCommands } from '../../features/containers'
import { engineCommands } from '../../features/engine'
import { useImagesCommands } from '../../features/images'
import { layersViewCommands } from '../../features/layers'
import { registryCommands } from '../../features/registries'
import { runCommands } from '../../features/run'
import { settingsCommands } from '../../features/settings'
import { useRemoveUnused, volumeCommands } from '../../features/volumes'
import { sections } from '../router'
import { helpCommands } from './helpCommands'
import { viewCommands } from './viewCommands'

const layerPlaces = { compare: comparison, path: wholePath, all: allImages } as const

/** What can be done without naming any container, image or volume. */
export function useWindowCommands(): () => readonly Command[] {
  const router = useRouter()
  const engine = useEngine()
  const connections = useConnections()
  const settings = useSettings()
  const switchTo = useSwitchConnection()
  // Others may answer by now.
  void connections.refresh()
  const dialogs = useDialogs()
  const containers = useAllContainersCommands()
  const images = useImagesCommands()
  const unused = useRemoveUnused()
  const noEngine = useAway()
  const show = (name: string, id?: string) => void router.push({ name, params: { id } })

  return () => {
    const away = noEngine() ?? undefined
    return [
      ...runCommands((create) => dialogs.open({ dialog: 'run', create }), away),
      ...images(),
      ...buildCommands(() => dialogs.open({ dialog: 'build' }), away),
      ...volumeCommands({
        create: () => dialogs.open({ dialog: 'createVolume' }),
        askUnused: unused.ask,
        unused: unused.unused.value.length,
        away,
      }),
      ...viewCommands(sections, { show, showBuilds: () => void router.push(buildsRoute()) }),
      ...containers(),
      ...layersViewCommands((way) => show('layers', layerPlaces[way])),
      ...engineCommands({
        phase: engine.state?.phase,
        start: () => void engine.start(),
        askStop: () => dialogs.open({ dialog: 'stopEngine' }),
        restart: () => void engine.restart(),
        showSettings: () => show('engine', 'settings'),
        showLogs: () => show('engine'),
      }),
      ...connectionCommands({
        connections: connections.list?.connections ?? [],
        active: connections.active?.id,
        other: connections.other?.id,
        switchTo: (id) => void switchTo(id),
        add: () => dialogs.open({ dialog: 'addConnection' }),
        manage: () => dialogs.open({ dialog: 'connections' }),
      }),
      ...registryCommands(() => dialogs.open({ dialog: 'registries' })),
      ...settingsCommands({
        values: settings.values,
        choose: (theme) => void settings.change({ theme }),
        turn: (setting, on) => void settings.change({ [setting]: on }),
        show: (place) => show('settings', place),
      }),
      ...helpCommands({
        showKeys: () => dialogs.open({ dialog: 'shortcuts' }),
        showAbout: () => dialogs.open({ dialog: 'about' }),
      }),
    ]
  }
}
