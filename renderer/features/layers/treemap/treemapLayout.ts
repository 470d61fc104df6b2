import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import type { Tile } from '../../../../main/contract/layerFiles'

/** A tile with its place, in pixels from the upper left corner. */
export interface PlacedTile {
  readonly tile: Tile
  /** Its name, after those of directories that hold nothing else: `share/doc`. */
  readonly name: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Its own parts lie on it, below a line with its name. */
  readonly isGroup: boolean
  /** Which part of the root it lies in, the largest first. */
  readonly part: number
}

/** Pixels of a group's heading, and how large a directory must be to be shown as a group. */
const heading = 17
const least = { width: 48, height: 40 }
/** Smaller than this nobody sees or hits. */
const smallest = 2

/**
 * Lays a treemap out. Groups come before what lies on them.
 * Source: squarified treemaps (Bruls, Huizing, van Wijk, 2000), as d3-hierarchy makes them.
 */
export function layOut(root: Tile, width: number, height: number): readonly PlacedTile[] {
  if (width < 1 || height < 1) return []
  const tree = hierarchy<Part>({ tile: root, name: root.name }, partsOf).sum(
    ({ tile: { bytes, children } }) => (children && children.length > 0 ? 0 : bytes),
  )
  const isGroup = (node: HierarchyRectangularNode<Part>) =>
    node.children !== undefined && node.x1 - node.x0 >= least.width && node.y1 - node.y0 >= least.height
  const edge = (node: HierarchyRectangularNode<Part>) => (node.depth > 0 ? 1 : 0)
  const placed = treemap<Part>()
    .tile(treemapSquarify)
    .size([width, height])
    .round(true)
    .paddingInner(1)
    .paddingTop((node) => (node.depth > 0 && isGroup(node) ? heading : edge(node)))
    .paddingLeft(edge)
    .paddingRight(edge)
    .paddingBottom(edge)(tree)
  return shown(placed).map((node) => ({
    ...node.data,
    left: node.x0,
    top: node.y0,
    width: node.x1 - node.x0,
    height: node.y1 - node.y0,
    isGroup: isGroup(node),
    part: placed.children?.indexOf(node.ancestors().at(-2) ?? node) ?? 0,
  }))

  /** What lies in the root; of a group that is too small for a name only itself. */
  function shown(node: HierarchyRectangularNode<Part>): HierarchyRectangularNode<Part>[] {
    if (node.depth > 0 && !isGroup(node)) return []
    return (node.children ?? [])
      .filter(({ x0, x1, y0, y1 }) => x1 - x0 >= smallest && y1 - y0 >= smallest)
      .flatMap((child) => [child, ...shown(child)])
  }
}

interface Part {
  readonly tile: Tile
  readonly name: string
}

/** A directory with nothing in it but another one is shown as that one. */
function partsOf({ tile }: Part): readonly Part[] | null {
  const { children } = tile
  return children?.map((child) => through({ tile: child, name: child.name })) ?? null
}
function through(part: Part): Part {
  const [only, another] = part.tile.children ?? []
  if (!only?.children || another) return part
  return through({ tile: only, name: `${part.name}/${only.name}` })
}

/** The directories on the way to a path, from the root: what a trail of links shows. */
export function trail(directory: string): readonly { readonly name: string; readonly path: string }[] {
  if (directory === '') return []
  const names = directory.split('/')
  return names.map((name, index) => ({ name, path: names.slice(0, index + 1).join('/') }))
}
