/** A file of a tar archive; a folder when its path ends with a slash. */
export interface TarEntry {
  readonly path: string
  readonly content?: string | Buffer
  readonly mode?: number
  /** Makes it a symbolic link. */
  readonly link?: string
}

/** A tar archive in the ustar format (POSIX.1-1988), owned by root, of the year 1970. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '')
    return [header(entry, content.length), content, Buffer.alloc(-content.length & 511)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

function header({ path, mode, link }: TarEntry, size: number): Buffer {
  const isFolder = path.endsWith('/')
  const block = Buffer.alloc(512)
  const octal = (value: number, at: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), at)
  if (Buffer.byteLength(path) > 100) throw new Error(`Too long for this archive: ${path}`)
  block.write(path, 0)
  octal(mode ?? (isFolder ? 0o755 : 0o644), 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  block.write(' '.repeat(8), 148)
  block.write(link ? '2' : isFolder ? '5' : '0', 156)
  block.write(link ?? '', 157)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
