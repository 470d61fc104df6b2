import { shortId } from './digest'

const beginning = 'slipway-returning-'

/**
 * What a removed container is called on its way back, until all of it is there: by this it is found when that was cut off.
 * @param id that of before
 */
export const passingName = (id: string): string => `${beginning}${shortId(id)}`

/** No list shows what is not there yet. */
export const isPassingName = (name: string): boolean => name.startsWith(beginning)
