import { describe, expect, it } from 'vitest'
import type { ProgressLine } from '../../../main/engine/api/imageAnswers'
import { createPushProgress } from '../../../main/services/images/pushProgress'

const id = '9573897a419e'
const line = (status: string, current?: number, total?: number): ProgressLine => ({
  id,
  status,
  progressDetail: current === undefined ? {} : { current, total },
})
const pushed = (...lines: ProgressLine[]) => {
  const progress = createPushProgress()
  for (const one of lines) progress.add(one)
  return { ...progress.snapshot(), digest: progress.digest() }
}

// As dockerd 28.5.2 writes them.
describe('progress of a push', () => {
  it('follows a layer to its end, of which there may be more bytes than were foretold', () => {
    const lines = [
      line('Preparing'),
      line('Waiting'),
      line('Pushing', 33_280, 200_000),
      line('Pushing', 201_728, 200_000),
      line('Pushed'),
    ]
    const seen = lines.map((_, index) => {
      const { status, current, total } = pushed(...lines.slice(0, index + 1)).layers[0]!
      return [status, current, total]
    })
    expect(seen).toEqual([
      ['waiting', 0, 0],
      ['waiting', 0, 0],
      ['uploading', 33_280, 200_000],
      ['uploading', 200_000, 200_000],
      ['done', 200_000, 200_000],
    ])
  })

  it('says what the registry has, and what it takes from elsewhere', () => {
    expect(pushed(line('Layer already exists')).layers).toEqual([
      { id, status: 'there', current: 0, total: 0 },
    ])
    expect(pushed(line('Mounted from team/a')).layers).toEqual([
      { id, status: 'there', current: 0, total: 0, from: 'team/a' },
    ])
  })

  it('says that the engine tries again, until it goes on', () => {
    const retrying = [line('Preparing'), line('Retrying in 5 seconds')]
    expect(pushed(...retrying)).toMatchObject({ status: `${id}: Retrying in 5 seconds` })
    expect(pushed(...retrying, line('Pushing', 1, 10)).status).toBe('')
  })

  it('keeps the digest, which alone says that all went well', () => {
    const digest = `sha256:${'8'.repeat(64)}`
    const end = { status: `1: digest: ${digest} size: 526` }
    expect(pushed(line('Pushed')).digest).toBeNull()
    // All that Podman 4.3 says of it.
    expect(pushed(line('Pushed'), end).digest).toBe(digest)
    expect(
      pushed(line('Pushed'), end, { progressDetail: {}, aux: { Tag: '1', Digest: digest } }).digest,
    ).toBe(digest)
  })
})
