import type { ImageProgress } from '../../contract/images'

/** The one layer of what is read from a file or written to one is that file. */
export function theFile({ layers }: ImageProgress): string | null {
  return layers[0]?.id ?? null
}
