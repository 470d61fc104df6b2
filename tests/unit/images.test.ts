import { describe, expect, it } from 'vitest'
import { imageDetails, toImage } from '../../main/services/images/engineImage'
import { isLoopbackRegistry } from '../../main/services/registries/registryError'
import { imageName, parseReference, sortTags } from '../../main/shared/imageReference'

const digest = `sha256:${'a1'.repeat(32)}`

describe('parseReference', () => {
  it.each([
    ['web', 'web', 'latest', 'web:latest', 'docker.io'],
    ['web:1.4', 'web', '1.4', 'web:1.4', 'docker.io'],
    ['team/web:1', 'team/web', '1', 'team/web:1', 'docker.io'],
    ['localhost/web', 'localhost/web', 'latest', 'localhost/web:latest', 'localhost'],
    [
      '127.0.0.1:5000/a/web',
      '127.0.0.1:5000/a/web',
      'latest',
      '127.0.0.1:5000/a/web:latest',
      '127.0.0.1:5000',
    ],
    ['[::1]:5000/web:2', '[::1]:5000/web', '2', '[::1]:5000/web:2', '[::1]:5000'],
    ['example.test/web', 'example.test/web', 'latest', 'example.test/web:latest', 'example.test'],
    [`web@${digest}`, 'web', digest, `web@${digest}`, 'docker.io'],
    [
      `example.test:1/web:3@${digest}`,
      'example.test:1/web',
      digest,
      `example.test:1/web@${digest}`,
      'example.test:1',
    ],
  ])('takes %s apart', (text, name, version, full, host) => {
    expect(parseReference(text)).toEqual({ name, version, full, host })
  })

  it('knows which hosts are this machine', () => {
    for (const host of [
      'localhost',
      'localhost:5000',
      'a.localhost:1',
      '127.0.0.1',
      '127.1.2.3:80',
      '[::1]:5000',
    ]) {
      expect([host, isLoopbackRegistry(host)]).toEqual([host, true])
    }
    for (const host of ['docker.io', '127.example.test', '10.0.0.1:5000', 'localhost.example.test']) {
      expect([host, isLoopbackRegistry(host)]).toEqual([host, false])
    }
  })
})

describe('sortTags', () => {
  it('puts local names first, versions in their order and latest last', () => {
    const tags = ['web:latest', 'example.test/web:1', 'web:1.10', 'web:1.9', '<none>:<none>', 'app:latest']
    expect(sortTags(tags)).toEqual(['app:latest', 'web:1.9', 'web:1.10', 'web:latest', 'example.test/web:1'])
    expect(sortTags(null)).toEqual([])
  })
})

describe('images of the engine', () => {
  const listed = {
    Id: digest,
    RepoTags: ['<none>:<none>'],
    RepoDigests: ['<none>@<none>'],
    Created: 5,
    Size: 7,
  }

  it('have no name where the engine writes none', () => {
    expect(toImage(listed)).toEqual({ id: digest, tags: [], digests: [], createdAt: 5000, size: 7 })
    expect(toImage({ ...listed, RepoTags: null, RepoDigests: null }).tags).toEqual([])
    expect(imageName({ id: digest, tags: [] })).toBe('a1a1a1a1a1a1')
  })

  it('may lack most of their configuration', () => {
    const details = imageDetails({ Id: digest, Size: 1, Config: null }, [])
    expect(details).toMatchObject({
      createdAt: 0,
      command: [],
      environment: [],
      labels: {},
      workingDir: '',
    })
  })

  it('show names of environment variables, never their values', () => {
    const details = imageDetails(
      { Id: digest, Size: 1, Config: { Env: ['TOKEN=a=b', 'EMPTY=', 'BARE'] } },
      [],
    )
    expect(details.environment.map(({ name }) => name)).toEqual(['TOKEN', 'EMPTY', 'BARE'])
    expect(JSON.stringify(details)).not.toContain('a=b')
  })
})
