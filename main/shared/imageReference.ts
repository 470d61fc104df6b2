import { shortId } from './digest'

/** An image reference in the parts in which the engine's pull wants it. */
export interface Reference {
  /** `fromImage`: host and path, without tag and digest. */
  readonly name: string
  /** `tag`: the digest, else the tag, else `latest`, as Docker's own command line chooses. */
  readonly version: string
  /** As the engine finds the image afterwards. */
  readonly full: string
  /** The registry's host, with its port. */
  readonly host: string
}

/**
 * Takes apart what `ImageReference` of the contract accepts.
 * Source: reference.ParseNormalizedNamed and reference.TagNameOnly of github.com/distribution/reference.
 */
export function parseReference(text: string): Reference {
  const [named = '', digest] = text.split('@') as [string, string?]
  const colon = named.lastIndexOf(':')
  const tagged = colon > named.lastIndexOf('/')
  const name = tagged ? named.slice(0, colon) : named
  const version = digest ?? (tagged ? named.slice(colon + 1) : 'latest')
  return { name, version, full: `${name}${digest ? '@' : ':'}${version}`, host: registryHost(name) }
}

/** The first part of a name is a host when it could not be a folder of the default registry. */
function registryHost(name: string): string {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(0, slash))
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  return isHost ? first : 'docker.io'
}

/** Tags with the most telling first: local names before those of a registry, versions before `latest`. */
export function sortTags(tags: readonly string[] | null | undefined): string[] {
  return (tags ?? [])
    .filter((tag) => tag !== '<none>:<none>')
    .map((tag) => ({ tag, ...parseReference(tag) }))
    .sort(
      (a, b) =>
        Number(a.host !== 'docker.io') - Number(b.host !== 'docker.io') ||
        compare(a.name, b.name) ||
        Number(a.version === 'latest') - Number(b.version === 'latest') ||
        compare(a.version, b.version),
    )
    .map(({ tag }) => tag)
}

const { compare } = new Intl.Collator('en', { numeric: true })

/** What an image is called where there is room for one name: its first tag, else twelve digits of its id. */
export function imageName({ id, tags }: { readonly id: string; readonly tags: readonly string[] }): string {
  return tags[0] ?? shortId(id)
}
