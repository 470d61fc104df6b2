import { createConnection } from '../../../main/engine/client/connection'

/** How many requests are under way at a time. */
const atOnce = 16

/** Creates containers that do nothing, without starting them. */
export async function createMany(
  { socket, image }: { socket: string; image: string },
  count: number,
  nameOf: (index: number) => string,
): Promise<void> {
  const connection = createConnection({ socket })
  let next = 1
  async function work() {
    while (next <= count) {
      const name = nameOf(next++)
      await connection.request({
        method: 'POST',
        path: '/containers/create',
        query: { name },
        body: { Image: image, Cmd: ['true'] },
        object: name,
        timeout: 60_000,
      })
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    connection.dispose()
  }
}
