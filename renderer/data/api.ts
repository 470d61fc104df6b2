import './jitless'
import type { Api, SlipwayContract } from '../../main/contract/contract'
import { bridge } from './bridge'
import { createClient } from './client'
import { methodKinds } from './methodKinds'

/** Everything that the window can ask of main. */
export const api: Api = createClient<SlipwayContract>(methodKinds, bridge)
