import { activity } from './activity'
import { app } from './app'
import { builds } from './builds'
import { connections } from './connections'
import { containers } from './containers'
import type { Client, Handlers } from './define'
import { engine } from './engine'
import { images } from './images'
import { layers } from './layers'
import { logs } from './logs'
import { recreate } from './recreate'
import { registries } from './registries'
import { removed } from './removed'
import { settings } from './settings'
import { containerSnapshots } from './snapshots'
import { terminals } from './terminals'
import { containerUsage } from './usage'
import { volumes } from './volumes'

/** All that crosses between main and the window: a section a service, a method a request. */
export const contract = {
  activity,
  app,
  builds,
  connections,
  engine,
  containers,
  images,
  layers,
  logs,
  registries,
  recreate,
  removed,
  settings,
  snapshots: containerSnapshots,
  terminals,
  usage: containerUsage,
  volumes,
}

export type SlipwayContract = typeof contract
export type Services = Handlers<SlipwayContract>
export type Api = Client<SlipwayContract>
