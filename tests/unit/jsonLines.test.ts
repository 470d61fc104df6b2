import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { type JsonObject, jsonLines } from '../../main/engine/client/jsonLines'
import { cutAt, streamOf } from '../support/cuts'

async function read(
  chunks: readonly (string | Uint8Array)[],
): Promise<{ items: JsonObject[]; error?: AppError }> {
  const items: JsonObject[] = []
  try {
    for await (const item of jsonLines(streamOf(chunks.map((chunk) => Buffer.from(chunk))), 'busybox'))
      items.push(item)
    return { items }
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    return { items, error: error as AppError }
  }
}

describe('JSON lines', () => {
  it('gives each object, also the last without a line end, and skips empty lines', async () => {
    expect((await read(['{"a":1}\r\n\r\n{"b":', '2}'])).items).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('fails with what the engine says, also in a last line without an end', async () => {
    const said = '{"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}'
    for (const lines of [
      [`{"a":1}\n${said}\n{"b":2}\n`],
      ['{"a":1}\n', said],
      [`{"a":1}\n{"errorDetail":{"message":"manifest unknown"}}`],
    ]) {
      const { items, error } = await read(lines)
      expect(items).toEqual([{ a: 1 }])
      expect(error).toMatchObject({
        code: 'image-unknown',
        details: { object: 'busybox', engine: 'manifest unknown' },
      })
    }
  })

  it('fails at a line that is no JSON object, or too long to be one', async () => {
    for (const line of [
      '<html>',
      'null',
      '[1]',
      '"text"',
      '{"a":',
      '5',
      `{"a":"${'x'.repeat(5 * 2 ** 20)}"}`,
    ]) {
      const { items, error } = await read(['{"a":1}\n', line])
      expect(items).toEqual([{ a: 1 }])
      expect(error?.code).toBe('engine-failed')
    }
  })

  it('does not depend on how the bytes were cut', async () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), {
      maxKeys: 3,
      noNullPrototype: true,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(object), fc.array(fc.nat(), { maxLength: 12 }), async (objects, cuts) => {
        const safe = objects.filter((each) => !('error' in each) && !('errorDetail' in each))
        const bytes = Buffer.from(safe.map((each) => `${JSON.stringify(each)}\n`).join(''))
        const expected = await read([bytes])
        expect(JSON.stringify(expected.items)).toBe(
          JSON.stringify(safe.map((each) => JSON.parse(JSON.stringify(each)))),
        )
        expect(await read(cutAt(bytes, cuts))).toEqual(expected)
      }),
    )
  })
})
