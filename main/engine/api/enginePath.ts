import { AppError } from '../../contract/errors'

/**
 * A template tag for paths of the engine's API: every part is encoded, so that an id such as `abc?force=1` stays one segment.
 * @throws AppError `invalid-input` for a part that the engine's router would read as another path: empty, `.` or `..`,
 *   also between slashes
 */
export function enginePath(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  return strings.reduce((path, text, index) => path + encodePart(parts[index - 1]!) + text)
}

function encodePart(part: string): string {
  if (part.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new AppError('invalid-input/name', { object: part })
  }
  return encodeURIComponent(part)
}
