/** @typedef {import('./sources.mjs').Source} Source */

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm

/** What each feature's public file calls the same on purpose. */
const ofEachFeature = ['view', 'dialogs', 'commands', 'activities']

/**
 * Exported names that are declared in more than one file: they mean two things.
 * @param {Source[]} sources
 * @returns {{ name: string, paths: string[] }[]}
 */
export function doubledExports(sources) {
  const places = new Map()
  for (const { path, text } of sources) {
    for (const name of new Set([...text.matchAll(declaration)].map(([, name]) => name))) {
      if (!places.has(name)) places.set(name, [])
      places.get(name).push(path)
    }
  }
  return [...places]
    .filter(([name, paths]) => paths.length > 1 && !ofEachFeature.includes(name))
    .map(([name, paths]) => ({ name, paths }))
}

const requestPath =
  /(?:enginePath`|['"`])\/(?:containers|images|events|info|version|_ping|system|build|volumes|networks|exec|session)\b[^'"`]*['"`]/g

/**
 * Paths of the engine's API that are written outside the one room for them.
 * @param {Source[]} sources
 * @returns {string[]} `file: path`
 */
export function requestPaths(sources) {
  return sources
    .filter(({ path }) => path.startsWith('main/') && !/^main\/(app|engine\/api)\//.test(path))
    .flatMap(({ path, text }) => [...text.matchAll(requestPath)].map(([written]) => `${path}: ${written}`))
}
