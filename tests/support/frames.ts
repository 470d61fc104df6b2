/** A frame of Docker's multiplexed stream. @param kind 1: stdout, 2: stderr, 3: the engine's own words */
export function frame(kind: number, body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body)
  const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([header, bytes])
}
