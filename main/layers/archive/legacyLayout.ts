import { z } from 'zod'
import { ArchiveError } from './archiveError'
import { type ArchiveImage, readImage } from './archiveImage'
import type { Budget } from './budget'
import { parseDocument } from './document'
import type { ArchiveStore } from './store'

const Id = z.string().regex(/^[0-9a-f]{64}$/)
/** Ids by tag, by name. */
const Repositories = z.record(z.string(), z.record(z.string(), Id))
/** An image of then is one layer and the settings that it was made with. */
const Image = z.object({ parent: z.union([Id, z.literal('')]).nullish() }).passthrough()
const Command = z.object({ Cmd: z.array(z.string()).nullish() }).nullish()
const Step = z.object({
  created: z.string().nullish(),
  comment: z.string().nullish(),
  container_config: Command,
})

/**
 * The images of an archive that `docker save` wrote before version 1.10, which the engine still loads: `repositories`, and a
 * folder for each layer (moby, image/spec/v1.md). Digests of layers were not known then, so each is read for its own; the id
 * is the one of then, and the engine gives the image another one.
 * @returns null when there is no `repositories`, without which the engine loads none
 * @throws ArchiveError
 */
export async function readLegacyImages(store: ArchiveStore, budget: Budget): Promise<ArchiveImage[] | null> {
  const bytes = await store.document('repositories', budget)
  if (!bytes) return null
  const { limits } = budget
  const tags = new Map<string, string[]>()
  for (const [name, versions] of Object.entries(parseDocument(bytes, Repositories, 'repositories', budget))) {
    for (const [version, id] of Object.entries(versions)) {
      tags.set(id, [...(tags.get(id) ?? []), `${name}:${version}`])
    }
  }
  if (tags.size > limits.images) throw new ArchiveError('limit/images')
  const diffIds = new Map<string, string>()
  const images: ArchiveImage[] = []
  for (const [id, names] of tags) images.push(await read(id, names))
  return images

  async function read(id: string, names: readonly string[]): Promise<ArchiveImage> {
    const chain: { readonly id: string; readonly bytes: Uint8Array }[] = []
    for (let at: string | null | undefined = id; at; ) {
      // Also where they name each other in a circle.
      if (chain.length >= limits.layers) throw new ArchiveError('limit/layers')
      const name: string = `${at}/json`
      const bytes: Uint8Array | null = await store.document(name, budget)
      if (!bytes) throw new ArchiveError('missing', { name })
      chain.unshift({ id: at, bytes })
      at = parseDocument(bytes, Image, name, budget).parent
    }
    const members = chain.map((each) => ({ member: `${each.id}/layer.tar`, isElsewhere: false }))
    for (const { member } of members) {
      if (!diffIds.has(member)) diffIds.set(member, (await store.scan(member, budget)).diffId)
    }
    const name = `${id}/json`
    const config = {
      ...parseDocument(chain.at(-1)!.bytes, Image, name, budget),
      rootfs: { type: 'layers', diff_ids: members.map(({ member }) => diffIds.get(member)!) },
      history: chain.map((each) => stepOf(each.bytes, `${each.id}/json`)),
    }
    const words = { tags: names, label: null, instead: id }
    const content = { name, bytes: Buffer.from(JSON.stringify(config)) }
    return { ...(await readImage(store, content, members, words, budget)), id: `sha256:${id}` }
  }

  function stepOf(bytes: Uint8Array, name: string) {
    const { created, comment, container_config } = parseDocument(bytes, Step, name, budget)
    return { created, comment, created_by: (container_config?.Cmd ?? []).join(' ') }
  }
}
