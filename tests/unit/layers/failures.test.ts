import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import { ArchiveError, archiveError } from '../../../main/layers/archive/archiveError'
import { EntryError } from '../../../main/layers/entryError'
import { startLayerwalk } from '../../../main/layers/layerwalk'
import { errorOf, failureData } from '../../../main/layers/worker/wire'
import { sentence } from '../../../main/texts/sentence'
import { errorDetails, errorText } from '../../../renderer/data/errorText'

const folder = mkdtempSync(join(tmpdir(), 'slipway-failures-'))
afterAll(() => rmSync(folder, { recursive: true }))

const system = (code: string) => Object.assign(new Error(`${code}: as the system says it`), { code })

describe('why an archive cannot be read', () => {
  it.each([
    [
      new ArchiveError('cut-off'),
      'web.tar cannot be read as an archive of images: it is cut off. Choose one that docker save or an OCI tool wrote.',
    ],
    [
      new ArchiveError('missing', { name: 'blobs/a\nb' }),
      'web.tar cannot be read as an archive of images: it lacks blobs/a b. Choose one that docker save or an OCI tool wrote.',
    ],
    [
      new EntryError(sentence('archive/bad-path/root')),
      'web.tar cannot be read as an archive of images: the root of a layer is no directory. Choose one that docker save or an OCI tool wrote.',
    ],
    [system('EACCES'), 'web.tar cannot be used: EACCES: as the system says it. Choose another place.'],
    [
      system('ENAMETOOLONG'),
      'web.tar cannot be read or written there: ENAMETOOLONG: as the system says it. Choose another place.',
    ],
    [
      system('EEXIST'),
      'web.tar cannot be written there: EEXIST: as the system says it. Choose another directory, or rename what is there.',
    ],
    [system('ENOENT'), 'web.tar is no longer there. It was removed, perhaps by another program.'],
    [new TypeError('a mistake'), 'Something went wrong inside Slipway.'],
  ])('is one sentence, the same beyond a thread: %s', (thrown, text) => {
    const error = archiveError(thrown, 'web.tar')
    expect(errorText(error)).toBe(text)
    const beyond = errorOf(structuredClone(failureData(error)))
    expect(errorText(beyond)).toBe(text)
    expect(beyond.message).toBe(error.message)
  })

  it('is told by its problem and the limit that was passed', () => {
    const { details } = archiveError(new ArchiveError('limit/entries'), 'web.tar')
    expect(details).toMatchObject({ problem: 'limit', limit: 'entries' })
    const told = errorDetails(archiveError(new ArchiveError('bad-header/checksum'), 'web.tar'))
    expect(told).toContain('reason: a header has a wrong checksum')
    expect(told).toContain('problem: bad-header')
  })
})

describe('why layers cannot be read where they lie', () => {
  /** What is said of a program that ends so, in the place of slipway-layerwalk. */
  async function said(script: string): Promise<AppError> {
    const program = join(folder, 'program')
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const { end } = startLayerwalk({ mode: 'rootful', run: folder, program }, [], 'web')
    return end.then(
      () => expect.unreachable(),
      (thrown: unknown) => AppError.from(thrown),
    )
  }

  it.each([
    ['echo "slipway-layerwalk: /l: No such file or directory" >&2; exit 3', 'not-found/ofLayer'],
    ['echo "slipway-layerwalk: /l: not a directory" >&2; exit 4', 'unsupported/otherKind'],
    ['exit 5', 'denied'],
    ['exit 6', 'unsupported/entries'],
    ['echo "nsenter: no such process" >&2; exit 1', 'engine-unreachable'],
  ])('depends on how its program ended: %s', async (script, key) => {
    const error = await said(script)
    expect(error).toMatchObject({ key, details: { object: 'web' } })
    // What our own program says is no text for the window, but may be copied.
    expect(errorText(error)).not.toContain('layerwalk')
  })

  it.each([
    ['echo "slipway-layerwalk: /l: Input/output error" >&2; exit 1', '/l: Input/output error'],
    ['exit 9', 'it ended with exit code 9'],
    ['kill -9 $$', 'it was ended by a signal'],
  ])('is what the system says, or else how it ended: %s', async (script, reason) => {
    expect(errorText(await said(script))).toBe(`The layers of web could not be read: ${reason}. Try again.`)
  })
})
