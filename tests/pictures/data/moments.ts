import { createHash } from 'node:crypto'

/** When all pictures are taken, in milliseconds since 1970: a Wednesday in May. */
export const now = Date.UTC(2026, 4, 20, 10, 30)

const minute = 60_000
export const minutesAgo = (count: number) => now - count * minute
export const hoursAgo = (count: number) => minutesAgo(count * 60)
export const daysAgo = (count: number) => hoursAgo(count * 24)

/** 64 hexadecimal digits that a name always gets: an id, or a digest and with it a layer's colour. */
export const digits = (name: string) => createHash('sha256').update(name).digest('hex')
