import type { LogFilter } from '../../main/contract/logs'

/** A search for nothing yet. */
export const noFilter: LogFilter = {
  text: '',
  exclude: '',
  regex: false,
  levels: [],
  source: null,
  since: null,
  until: null,
}
