import type { ImageProgress, LayerProgress } from '../../contract/images'
import type { ProgressLine } from '../../engine/api/imageAnswers'

/**
 * Progress of a load: the file as the one thing that moves, by the bytes of it that the engine has taken, and the
 * engine's own words beside it.
 * @param size bytes
 */
export function createLoadProgress(name: string, size: number) {
  const loaded: string[] = []
  let status = ''
  let file: LayerProgress = { id: name, status: 'waiting', current: 0, total: size }

  function snapshot(done: ImageProgress['done'] = null): ImageProgress {
    if (done) file = { ...file, status: 'done', current: size }
    return { status, layers: [file], done }
  }

  return {
    snapshot,

    /** @param bytes of the file that were sent so far */
    read(bytes: number): ImageProgress {
      file = { ...file, status: bytes < size ? 'downloading' : 'extracting', current: Math.min(bytes, size) }
      return snapshot()
    },

    /** @param bytes that were read so far, to see what is in it: of a file that is not packed in several goes, each from zero */
    looked(bytes: number): ImageProgress {
      file = { ...file, status: 'verifying', current: Math.min(Math.max(bytes, file.current), size) }
      return snapshot()
    },

    add(line: ProgressLine): ImageProgress {
      const said = (line.stream ?? line.status ?? '').trim()
      // Of several images without names the engine says all ids at once; Podman says all names of an image in one line.
      for (const [, images] of said.matchAll(/^Loaded image(?: ID)?: (\S+)$/gm)) {
        loaded.push(...images!.split(',').filter(Boolean))
      }
      if (said) status = line.id ? `${said} ${line.id}` : said
      return snapshot()
    },

    /** References and ids that the engine says it has loaded. */
    loaded: (): readonly string[] => loaded,
  }
}
