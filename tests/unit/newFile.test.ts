import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { writeNewFile } from '../../main/services/newFile'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-file-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function* parts(...texts: (string | Error)[]) {
  for (const text of texts) {
    if (text instanceof Error) throw text
    yield Buffer.from(text)
  }
}

describe('a new file', () => {
  it('is written whole, and replaces what was there', async () => {
    const file = join(folder, 'a.log')
    writeFileSync(file, 'old and longer')
    await writeNewFile(file, parts('one ', 'two'))
    expect(readFileSync(file, 'utf8')).toBe('one two')
    expect(readdirSync(folder)).toEqual(['a.log'])
  })

  it('is not there when its source fails, and what was there stays', async () => {
    const file = join(folder, 'a.log')
    writeFileSync(file, 'old')
    const failed = writeNewFile(file, parts('one', new AppError('engine-unreachable')))
    await expect(failed).rejects.toMatchObject({ code: 'engine-unreachable' })
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a.log'])
  })

  it('says what is wrong with its place', async () => {
    const nowhere = writeNewFile(join(folder, 'none', 'a.log'), parts('x'))
    await expect(nowhere).rejects.toMatchObject({ code: 'not-found' })
    await expect(writeNewFile('/proc/a.log', parts('x'))).rejects.toBeInstanceOf(AppError)
    await expect(writeNewFile('/dev/full/a.log', parts('x'))).rejects.toBeInstanceOf(AppError)
  })
})
