const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** What stands for one byte in a text: bytes from 80 on, and the backslash of a name that looks like such a one. */
const escapes = /\\x(5c|[89a-f][0-9a-f])/g

/**
 * A file name or path for people. What is UTF-8 reads as itself; any other byte becomes `\xNN`. Nothing is lost:
 * `bytesOf` gives the very same bytes again.
 */
export function textOf(bytes: Uint8Array): string {
  return decode(bytes) ?? decodePieces(bytes)
}

/** The bytes of a text that `textOf` made. */
export function bytesOf(text: string): Uint8Array {
  if (!text.includes('\\x')) return Buffer.from(text)
  const pieces: Uint8Array[] = []
  let end = 0
  for (const match of text.matchAll(escapes)) {
    pieces.push(Buffer.from(text.slice(end, match.index)), Buffer.of(Number.parseInt(match[1]!, 16)))
    end = match.index + match[0].length
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(end))])
}

/** Null when it is not UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes).replace(escapes, '\\x5cx$1')
  } catch {
    return null
  }
}

/** The longest run of UTF-8, then the byte that ended it, and so on. */
function decodePieces(bytes: Uint8Array): string {
  let text = ''
  let literal = 0
  const flush = (end: number) => {
    text += decode(bytes.subarray(literal, end)) ?? ''
  }
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    flush(at)
    text += `\\x${bytes[at]!.toString(16)}`
    at++
    literal = at
  }
  flush(bytes.length)
  return text
}

/** Bytes of the UTF-8 character that begins there (RFC 3629); 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  return decode(bytes.subarray(at, at + length)) !== null ? length : 0
}
