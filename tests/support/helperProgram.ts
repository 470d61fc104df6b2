import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A credential helper that is a real program: it keeps what it is given in a file each, and notes what it was asked. */
export interface HelperProgram {
  /** `verb key` of each time that it was asked, in their order. */
  readonly asked: string[]
}

const keeping = (store: string) => `#!/bin/sh
# Keeps one file a key, in which the answer to get stands.
cd '${store}' || exit 1
input=$(cat)
name=$(printf %s "$input" | sed -n 's/.*"ServerURL":"\\([^"]*\\)".*/\\1/p')
[ -n "$name" ] || name=$input
file=$(printf %s "$name" | tr -c 'A-Za-z0-9.' _)
echo "$1 $name" >>asked
case $1 in
  store) printf %s "$input" >"$file.kept" ;;
  get) [ -f "$file.kept" ] || { echo 'credentials not found in native keychain'; exit 1; }; cat "$file.kept" ;;
  erase) [ -f "$file.kept" ] || { echo 'credentials not found in native keychain'; exit 1; }; rm "$file.kept" ;;
  list)
    printf '{'
    comma=
    for each in *.kept; do
      [ -f "$each" ] || continue
      printf '%s%s' "$comma" "$(sed 's/.*"ServerURL":\\("[^"]*"\\),"Username":\\("[^"]*"\\).*/\\1:\\2/' "$each")"
      comma=,
    done
    printf '}'
    ;;
esac
`

/**
 * Writes `docker-credential-NAME` into a folder, made where it is missing.
 * @param script what it does instead of keeping
 */
export function helperProgram(folder: string, name: string, script?: string): HelperProgram {
  const store = join(folder, `kept by ${name}`)
  mkdirSync(store, { recursive: true })
  const file = join(folder, `docker-credential-${name}`)
  writeFileSync(file, script === undefined ? keeping(store) : `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return {
    get asked() {
      const notes = join(store, 'asked')
      return existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []
    },
  }
}
