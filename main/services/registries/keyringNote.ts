import { readObjectFile, writeObjectFile } from '../../base/objectFile'

/**
 * For which registries the desktop's keyring holds a log-in by the helper that only Slipway has: named in the person's own
 * configuration, it would be looked for in vain by their docker. Keys of registries, never a secret.
 */
export interface KeyringNote {
  readonly keys: readonly string[]
  /** @throws an error of the file system, or one that says that the file cannot be understood */
  add(key: string): void
  /** @throws as above */
  remove(key: string): void
}

/** @param file `registries.json` in SLIPWAY_HOME */
export function openKeyringNote(file: string): KeyringNote {
  const keysIn = (value: unknown) =>
    Array.isArray(value) ? value.filter((key): key is string => typeof key === 'string') : []

  function change(edit: (keys: readonly string[]) => readonly string[]) {
    const { content, problem } = readObjectFile(file)
    if (problem) throw new Error(`${file}: ${problem.reason}`)
    writeObjectFile(file, { ...content, keyring: edit(keysIn(content.keyring)) })
  }

  return {
    get keys() {
      return keysIn(readObjectFile(file).content?.keyring)
    },
    add: (key) => change((keys) => [...new Set([...keys, key])]),
    remove: (key) => change((keys) => keys.filter((each) => each !== key)),
  }
}
