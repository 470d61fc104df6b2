import { expect, it } from 'vitest'
import { BuildRequest } from '../../../main/contract/builds'
import { contract } from '../../../main/contract/contract'

const request = {
  ...{ folder: 'one', file: 'Dockerfile', tags: ['shop:1'], target: null, args: [] },
  ...{ secrets: [], platform: null, noCache: false, pull: false },
}
const isBuild = (changes: object) => BuildRequest.safeParse({ ...request, ...changes }).success
const noReferences = [
  '',
  'Shop/Web',
  'shop web',
  'shop:',
  '-x',
  '../etc',
  'shop:1?force=1',
  'a\nb',
  'http://host/a',
]

it.each(noReferences)('%j names no image that could be built, pulled or pushed', (reference) => {
  const { pull, push } = contract.images
  const id = `sha256:${'a'.repeat(64)}`
  expect(isBuild({ tags: [reference] })).toBe(false)
  expect(pull.input?.safeParse({ reference }).success).toBe(false)
  expect(push.input?.safeParse({ id, reference }).success).toBe(false)
  expect(push.input?.safeParse({ id, reference: 'host.example:5000/shop:1' }).success).toBe(true)
})

it('takes no word for a secret or a platform that buildx could take for another', () => {
  expect(isBuild({ secrets: [{ id: 'token', secret: 'x' }], platform: 'linux/arm64/v8' })).toBe(true)
  for (const id of ['', 'a,src=/etc/shadow', 'a b', '-a', 'a"']) {
    expect(isBuild({ secrets: [{ id, secret: 'x' }] }), id).toBe(false)
  }
  for (const platform of ['', 'linux', 'linux/amd64,linux/arm64', '--load', 'linux/amd64 ']) {
    expect(isBuild({ platform }), platform).toBe(false)
  }
})
