/** What a filter needs once something is typed: a chunk of its own. */
export { filtering, filterRows } from './filter'
export { problemText } from './problemText'
export { suggest } from './suggest'
