import { type DataPart, type DataSize, dataParts } from '../../../main/contract/engineSettings'

export interface DiskRow {
  readonly part: DataPart
  /** Null: not counted yet. */
  readonly bytes: number | null
  readonly free: number | null
  /** Of the largest, from 0 to 1. */
  readonly share: number
}

export interface DiskSum {
  readonly rows: readonly DiskRow[]
  /** Of what is counted so far, in bytes. */
  readonly bytes: number
  readonly free: number
  /** How much is counted, from 0 to 1. */
  readonly done: number
}

/** What is on disk, part by part. @param size null: nothing is counted yet @param parts what can be known of the engine */
export function diskSum(size: DataSize | null, parts: readonly DataPart[] = dataParts): DiskSum {
  const found = parts.map((part) => ({ part, size: size?.[part] ?? null }))
  const known = found.flatMap((one) => one.size ?? [])
  const largest = Math.max(1, ...known.map(({ bytes }) => bytes))
  return {
    rows: found.map(({ part, size }) => ({
      part,
      bytes: size?.bytes ?? null,
      free: size?.free ?? null,
      share: (size?.bytes ?? 0) / largest,
    })),
    bytes: known.reduce((sum, { bytes }) => sum + bytes, 0),
    free: known.reduce((sum, { free }) => sum + free, 0),
    done: known.length / parts.length,
  }
}
