import { sentence } from '../texts/sentence'
import { EntryError } from './entryError'
import type { LayerNode } from './layerNode'

/**
 * The names that a raw path consists of, each byte as one character, so that they compare as bytes do.
 * @throws EntryError for `..` and for NUL
 */
export function components(path: Uint8Array): string[] {
  const names = split(path)
  if (names.includes('..')) throw new EntryError(sentence('archive/bad-path/upwards'))
  if (path.includes(0)) throw new EntryError(sentence('archive/bad-path/nul'))
  return names
}

function split(path: Uint8Array): string[] {
  const text = Buffer.from(path.buffer, path.byteOffset, path.length).toString('latin1')
  return text.split('/').filter((name) => name !== '' && name !== '.')
}

/** As many links as Linux follows in one path (path_resolution(7)). */
const mostLinks = 40
/** Far more names than any real path has with all its links: links of long targets must not keep one busy. */
const mostNames = 1024

/** What these components name, with symbolic links followed as if the layer were all there is; null when nothing. */
export function resolve(root: LayerNode, path: readonly string[]): LayerNode | null {
  const ancestors: LayerNode[] = [root]
  const rest = [...path].reverse()
  let links = 0
  let names = rest.length
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (name === '..') {
      if (ancestors.length > 1) ancestors.pop()
      continue
    }
    const found = ancestors.at(-1)!.children?.get(name)
    if (!found) return null
    const { target } = found.inode
    if (target === null) {
      ancestors.push(found)
      continue
    }
    if (++links > mostLinks) return null
    if (target[0] === 0x2f) ancestors.length = 1
    const steps = split(target)
    names += steps.length
    if (names > mostNames) return null
    for (const step of steps.reverse()) rest.push(step)
  }
  return ancestors.at(-1)!
}
