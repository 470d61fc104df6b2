import { activity } from './activity'
import { app } from './app'
import { builds } from './builds'
import { connections } from './connections'
import { containers } from './containers'
import type { Client, Handlers } from './define'
import { engine } from './engine'
import { images } from './images'
import { layers } from './layers'
import { registries } from './registries'
import { settings } from './settings'
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
  registries,
  settings,
  volumes,
}

export type SlipwayContract = typeof contract
export type Services = Handlers<SlipwayContract>
export type Api = Client<SlipwayContract>
