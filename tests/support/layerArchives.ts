import { createBudget } from '../../main/layers/archive/budget'
import { type ScannedLayer, scanLayer } from '../../main/layers/archive/layerScan'
import type { Limits } from '../../main/layers/archive/limits'
import type { TarEntry } from '../../main/layers/archive/tarEntry'
import { createTarParser } from '../../main/layers/archive/tarParser'
import { streamOf } from './cuts'

/** Reads a layer's archive from memory; rejects with what reading throws. */
export function scanBytes(bytes: Buffer, limits: Partial<Limits> = {}): Promise<ScannedLayer> {
  return scanLayer(streamOf([bytes]), createBudget({ limits }, 'test'))
}

/** What a parser says of an archive that comes in these pieces, content included. */
export function parsePieces(pieces: readonly Buffer[], limits: Partial<Limits> = {}) {
  const found: { readonly entry: TarEntry; content: Buffer; isWhole: boolean }[] = []
  const parser = createTarParser(
    {
      entry(entry) {
        found.push({ entry, content: Buffer.alloc(0), isWhole: false })
        return true
      },
      content(piece) {
        const last = found.at(-1)!
        last.content = Buffer.concat([last.content, piece])
      },
      end() {
        found.at(-1)!.isWhole = true
      },
    },
    createBudget({ limits }, 'test').limits,
    { endRequired: true },
  )
  for (const piece of pieces) parser.push(piece)
  parser.finish()
  return found
}
