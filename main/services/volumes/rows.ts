import type { Volume } from '../../contract/volumes'
import type { ListedVolume } from '../../engine/api/volumes'

/** What Docker writes on a volume whose name it invented, since 23. */
const anonymousLabel = 'com.docker.volume.anonymous'

export function toVolume(listed: ListedVolume): Volume {
  const labels = listed.Labels ?? {}
  const createdAt = Date.parse(listed.CreatedAt ?? '')
  return {
    name: listed.Name,
    // Older engines and Podman say it by the name alone.
    anonymous: anonymousLabel in labels || /^[0-9a-f]{64}$/.test(listed.Name),
    driver: listed.Driver ?? '',
    mountpoint: listed.Mountpoint ?? '',
    scope: listed.Scope ?? '',
    createdAt: createdAt > 0 ? createdAt : null,
    labels,
    options: listed.Options ?? {},
  }
}
