import { describe, expect, it } from 'vitest'
import { AppError, type ErrorCode } from '../../main/contract/errors'
import { engineError } from '../../main/engine/client/errors'
import { imageDetails, toImage } from '../../main/services/images/engineImage'
import { isLoopbackRegistry, pullError } from '../../main/services/images/pullError'
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
      environmentNames: [],
      labels: {},
      workingDir: '',
    })
  })

  it('show names of environment variables, never their values', () => {
    const details = imageDetails(
      { Id: digest, Size: 1, Config: { Env: ['TOKEN=a=b', 'EMPTY=', 'BARE'] } },
      [],
    )
    expect(details.environmentNames).toEqual(['TOKEN', 'EMPTY', 'BARE'])
    expect(JSON.stringify(details)).not.toContain('a=b')
  })
})

describe('pullError', () => {
  const said = (text: string, status?: number, reference = 'web:1', rootless = true) => {
    const parsed = parseReference(reference)
    const { code, details } = pullError(engineError(text, parsed.full, status), parsed, rootless)
    return [code, details?.host, details?.loopback]
  }

  it.each<[string, number | undefined, string, ErrorCode, string | undefined]>([
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.3:53: no such host',
      500,
      'web',
      'registry-unreachable',
      'docker.io',
    ],
    [
      'Get "https://example.test/v2/": dial tcp 10.1.1.1:443: i/o timeout',
      500,
      'example.test/web',
      'registry-unreachable',
      'example.test',
    ],
    [
      'Get "https://example.test/v2/": tls: failed to verify certificate: x509: unknown authority',
      500,
      'example.test/web',
      'registry-unreachable',
      'example.test',
    ],
    [
      'Get "https://cdn.example.test/blob": dial tcp: lookup cdn.example.test: no such host',
      undefined,
      'example.test/web',
      'registry-unreachable',
      'cdn.example.test',
    ],
    [
      'received unexpected HTTP status: 503 Service Unavailable',
      500,
      'example.test/web',
      'registry-unreachable',
      'example.test',
    ],
    ['unexpected EOF', undefined, 'example.test/web', 'registry-unreachable', 'example.test'],
    [
      'manifest for example.test/web:7 not found: manifest unknown: manifest unknown',
      404,
      'example.test/web:7',
      'image-unknown',
      undefined,
    ],
    ['no such thing', 404, 'web', 'image-unknown', undefined],
    [
      'Get "https://example.test/v2/web/manifests/1": no basic auth credentials',
      500,
      'example.test/web',
      'registry-denied',
      'example.test',
    ],
    ['unauthorized: authentication required', 500, 'example.test/web', 'registry-denied', 'example.test'],
    ['toomanyrequests: You have reached your pull rate limit', 429, 'web', 'registry-denied', 'docker.io'],
    [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      404,
      'web',
      'unsupported',
      undefined,
    ],
    ['failed to register layer: write /x: no space left on device', undefined, 'web', 'disk-full', undefined],
    [
      'failed to register layer: archive/tar: invalid tar header',
      undefined,
      'web',
      'engine-failed',
      undefined,
    ],
  ])('reads %s', (text, status, reference, code, host) => {
    expect(said(text, status, reference)).toEqual([code, host, undefined])
  })

  it('says when a registry on the loopback is out of the reach of an engine that has its own', () => {
    const refused = 'Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused'
    expect(said(refused, 500, '127.0.0.1:5000/web')).toEqual(['registry-unreachable', '127.0.0.1:5000', 1])
    expect(said(refused, 500, '127.0.0.1:5000/web', false)).toEqual([
      'registry-unreachable',
      '127.0.0.1:5000',
      undefined,
    ])
  })

  it('takes a silent registry for an unreachable one, and leaves the engine and the person alone', () => {
    const reference = parseReference('example.test/web')
    const read = (code: ErrorCode) => pullError(AppError.of(code), reference, false)
    expect(read('timeout')).toMatchObject({ code: 'registry-unreachable', details: { host: 'example.test' } })
    for (const code of ['cancelled', 'engine-unreachable'] as const) expect(read(code).code).toBe(code)
  })
})
