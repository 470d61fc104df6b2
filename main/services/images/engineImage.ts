import type { Image, ImageDetails } from '../../contract/images'
import type { InspectedImage, ListedImage } from '../../engine/api/imageAnswers'
import { sortTags } from '../../shared/imageReference'
import { guardedSettings } from '../secrets'

export function toImage(listed: ListedImage): Image {
  return {
    id: listed.Id,
    tags: sortTags(listed.RepoTags),
    digests: realDigests(listed.RepoDigests),
    createdAt: (listed.Created ?? 0) * 1000,
    size: listed.Size ?? 0,
  }
}

export function imageDetails(inspected: InspectedImage, layers: ImageDetails['layers']): ImageDetails {
  const config = inspected.Config ?? {}
  return {
    id: inspected.Id,
    tags: sortTags(inspected.RepoTags),
    digests: realDigests(inspected.RepoDigests),
    createdAt: Date.parse(inspected.Created ?? '') || 0,
    size: inspected.Size ?? 0,
    architecture: inspected.Architecture ?? '',
    os: inspected.Os ?? '',
    author: inspected.Author ?? '',
    ...guardedSettings(config, false),
    workingDir: config.WorkingDir ?? '',
    user: config.User ?? '',
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config.Volumes ?? {}).sort(),
    layers,
  }
}

function realDigests(digests: readonly string[] | null | undefined): string[] {
  return (digests ?? []).filter((digest) => !digest.startsWith('<none>@')).sort()
}
