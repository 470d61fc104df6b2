import type { FileHandle } from 'node:fs/promises'
import { ImageReference } from '../../contract/values'
import { parseReference } from '../../shared/imageReference'
import { listTar, type TarMember, tarMember } from './tarListing'

/** A content descriptor (OCI image specification, descriptor.md). */
interface Descriptor {
  readonly mediaType?: string
  readonly digest: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: { readonly architecture?: string; readonly os?: string }
}
interface Index {
  readonly manifests?: readonly Descriptor[]
}
interface Manifest {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}
/** One image of a docker archive's `manifest.json`. */
interface DockerManifest {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

const largestJson = 4 * 1024 * 1024
const isIndex = /^application\/vnd\.(?:oci\.image\.index\.v1|docker\.distribution\.manifest\.list\.v2)\+json$/
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }

/**
 * What makes an OCI archive one that the engine's load understands: a docker archive is the same blobs with a `manifest.json`
 * that names them. The engine takes it as the archive's first member.
 * Source: OCI image specification, image-layout.md; the engine's own table is in moby, image/tarexport.
 * @returns null when the engine needs no help (a docker archive) or cannot be helped (compressed, or no such layout)
 */
export async function dockerManifestFor(file: FileHandle, size: number): Promise<Buffer | null> {
  const members = await listTar(file, size)
  if (!members?.has('index.json') || members.has('manifest.json')) return null
  try {
    const images = await readImages(file, members)
    return images.length > 0 ? tarMember('manifest.json', Buffer.from(JSON.stringify(images))) : null
  } catch {
    // Not what the specification promises: the engine's word on it is as good as ours.
    return null
  }
}

async function readImages(file: FileHandle, members: Map<string, TarMember>): Promise<DockerManifest[]> {
  async function json<T>(path: string): Promise<T> {
    const member = members.get(path)
    if (!member || member.size > largestJson) throw new Error(`No ${path}`)
    const content = Buffer.alloc(member.size)
    await file.read(content, 0, member.size, member.offset)
    return JSON.parse(content.toString()) as T
  }

  /** An index may name another one, with a manifest for each platform. */
  async function manifestsOf(
    { manifests = [] }: Index,
    names: readonly string[],
    depth: number,
  ): Promise<DockerManifest[]> {
    const found: DockerManifest[] = []
    for (const descriptor of manifests.filter(isForHere)) {
      const named = [...names, ...namesOf(descriptor)]
      if (isIndex.test(descriptor.mediaType ?? '')) {
        if (depth > 0) found.push(...(await manifestsOf(await json(blob(descriptor)), named, depth - 1)))
        continue
      }
      const { config, layers } = await json<Manifest>(blob(descriptor))
      found.push({
        Config: blob(config),
        RepoTags: named.length > 0 ? named : null,
        Layers: layers.map(blob),
      })
    }
    return found
  }

  return manifestsOf(await json<Index>('index.json'), [], 2)
}

function blob({ digest }: Descriptor): string {
  const match = /^([a-z0-9]+):([0-9a-f]{32,128})$/.exec(digest)
  if (!match) throw new Error('No digest')
  return `blobs/${match[1]}/${match[2]}`
}

function isForHere({ platform }: Descriptor): boolean {
  if (!platform) return true
  const own = architectures[process.arch] ?? process.arch
  return (platform.os ?? 'linux') === 'linux' && (platform.architecture ?? own) === own
}

/** The image's name, where an annotation has one; often it is but a tag, which says nothing by itself. */
function namesOf({ annotations = {} }: Descriptor): string[] {
  const name =
    annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'] ?? ''
  if (!/[:/]/.test(name) || name.includes('@') || !ImageReference.safeParse(name).success) return []
  return [parseReference(name).full]
}
