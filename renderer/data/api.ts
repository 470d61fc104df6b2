import './jitless'
import { type Api, contract } from '../../main/contract/contract'
import { bridge } from './bridge'
import { createClient } from './client'

/** Everything that the window can ask of main. */
export const api: Api = createClient(contract, bridge)
