import { AppError } from '../../../main/contract/errors'
import type {
  Compared,
  Layered,
  Opened,
  OpenedImage,
  Strata,
  WritableLayer,
} from '../../../main/contract/layers'
import { alignLayers, compareImages } from '../../../main/layers/analysis/compare'
import { createExplorer, type Explorer } from '../../../main/layers/analysis/explorer'
import { buildFleet } from '../../../main/layers/analysis/fleet'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { chainIds } from '../../../main/layers/overlay'
import { shareLayers } from '../../../main/layers/sharing'
import type { Answers } from './answer'
import { containers } from './containers'
import { type FixedImage, images, layersOf, shop, shopNext } from './images'

/** What main works out of layers, from layers that never change: figures agree with each other as they do there. */
const explorers = new Map<string, Explorer>()

function find(id: string): FixedImage {
  const image = images.find((each) => each.id === id)
  if (!image) throw new AppError('not-found', { object: id })
  return image
}
const nameOf = ({ id, tags }: FixedImage) => tags[0] ?? id.slice(7, 19)

function imageOf(of: Layered): FixedImage {
  if (of.kind !== 'image') throw new AppError('unsupported', { object: 'container' })
  return find(of.id)
}

function opened(image: FixedImage): OpenedImage {
  return {
    name: nameOf(image),
    image: { id: image.id, tags: image.tags },
    container: null,
    layers: layersOf(image).map((layer) => ({ ...layer, kind: 'image' })),
    images: [],
  }
}

function open(of: Layered): Opened {
  const image = imageOf(of)
  const explorer = createExplorer(stackIndexes(image.layers.map(({ index }) => index)))
  explorers.set(image.id, explorer)
  return {
    phase: 'open',
    ...opened(image),
    handle: image.id,
    first: explorer.first(),
    summary: explorer.summary(),
    milliseconds: 84,
  }
}

function compare(a: FixedImage, b: FixedImage): Compared {
  const view = compareImages(
    a.layers.map(({ index }) => index),
    b.layers.map(({ index }) => index),
  )
  const explorer = createExplorer(view.stack, { compared: view })
  explorers.set('compared', explorer)
  const digests = (image: FixedImage) => image.layers.map(({ diffId }) => diffId)
  return {
    phase: 'open',
    handle: 'compared',
    a: opened(a),
    b: opened(b),
    aligned: alignLayers(digests(a), digests(b)),
    sums: explorer.sums({}),
    settings: [
      {
        setting: 'command',
        name: '',
        before: '["node","server.js"]',
        after: '["node","--enable-source-maps","server.js"]',
      },
      { setting: 'environment', name: 'METRICS_PORT', before: null, after: '9464' },
      { setting: 'label', name: 'org.opencontainers.image.version', before: '2.4.0', after: '2.5.0-rc1' },
    ],
  }
}

const writable = (image: FixedImage): WritableLayer[] =>
  containers
    .filter(({ imageId }) => imageId === image.id)
    .map(({ id, name, state }, index) => ({ containerId: id, name, state, size: 40_960 * (index + 1) ** 3 }))

function strata(id: string): Strata {
  const image = find(id)
  const others = images.filter((each) => each !== image)
  const shared = others.map((each) => ({
    name: nameOf(each),
    isTagged: each.tags.length > 0,
    diffIds: each.layers.map(({ diffId }) => diffId),
  }))
  return {
    image: { id, tags: image.tags, size: image.size },
    ...shareLayers(layersOf(image), shared),
    containers: writable(image).map((each) => ({ ...each, size: null })),
  }
}

function fleet() {
  const sizes = new Map(
    images.flatMap(({ layers }) => {
      const chain = chainIds(layers.map(({ diffId }) => diffId))
      return layers.map(({ bytes }, level) => [chain[level]!, bytes] as const)
    }),
  )
  const columns = images.map(({ id, tags, layers }) => ({
    id,
    tags,
    diffIds: layers.map(({ diffId }) => diffId),
    instructions: layers.map(({ instruction }) => instruction),
  }))
  const standing = containers.map(({ id, name, state, imageId }, index) => ({
    id,
    name,
    state,
    image: imageId,
    bytes: 4096 * (index + 1) ** 3,
  }))
  return buildFleet(columns, standing, sizes)
}

/** A question without the handle that says which layers it is about. */
function ask<Question extends { readonly handle: string }, Answer>(
  answer: (explorer: Explorer, question: Question) => Answer,
): (question: Question) => Answer {
  return (question) => {
    const explorer = explorers.get(question.handle)
    if (!explorer) throw new AppError('not-found/layersClosed')
    return answer(explorer, question)
  }
}

export const layerAnswers: Answers['layers'] = {
  strata: ({ image }) => [strata(image)],
  writableSizes: ({ image }) => writable(find(image)),
  fleet: () => [fleet()],
  open: ({ of }) => [open(of)],
  compare: () => [compare(shop, shopNext)],
  sums: ask((explorer, question) => explorer.sums(question)),
  level: ask((explorer, question) => explorer.level(question)),
  search: ask((explorer, question) => explorer.search(question)),
  treemap: ask((explorer, question) => explorer.treemap(question)),
  wasted: ask((explorer, question) => explorer.wasted(question)),
  history: ask((explorer, question) => explorer.history(question)),
  difference: ask((explorer, question) => explorer.difference(question)),
}
