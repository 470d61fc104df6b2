import { describe, expect, it } from 'vitest'
import { AppError, type ErrorCode, type ErrorKey } from '../../../main/contract/errors'
import { engineError } from '../../../main/engine/client/errors'
import { type Encounter, registryError } from '../../../main/services/registries/registryError'
import { say } from '../../../main/texts/sentence'

const host = 'registry.example'
const base: Encounter = {
  way: 'pull',
  host,
  object: `${host}/web:1`,
  user: null,
  problem: null,
  reached: false,
  rootless: true,
}
const read = (text: string, status: number | undefined, about: Partial<Encounter> = {}) =>
  registryError(engineError(text, base.object, status), { ...base, ...about })

// What dockerd 28.5.2 and Podman 4.3 said of real registries, and of other services in their place.
describe('what the engine says of a registry', () => {
  it.each<[string, number | undefined, Partial<Encounter>, ErrorKey, number | undefined]>([
    [
      'Head "https://registry.example/v2/web/manifests/1": no basic auth credentials',
      500,
      {},
      'registry-denied/login',
      1,
    ],
    ['no basic auth credentials', undefined, { way: 'push' }, 'registry-denied/login', 1],
    ['unauthorized: authentication required', 500, { user: 'one' }, 'registry-denied/stale', 1],
    [
      'unauthorized: authentication required',
      undefined,
      { way: 'push', user: 'one' },
      'registry-denied/stale',
      1,
    ],
    [
      'login attempt to https://registry.example/v2/ failed with status: 401 Unauthorized',
      401,
      { way: 'login', user: 'one' },
      'registry-denied/password',
      undefined,
    ],
    [
      "pull access denied for team/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      404,
      {},
      'registry-denied/private',
      1,
    ],
    [
      "pull access denied for team/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      404,
      { user: 'one' },
      'registry-denied/pull',
      1,
    ],
    [
      "pull access denied for team/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      404,
      { host: 'docker.io', object: 'team/web:1' },
      'registry-denied/hub',
      1,
    ],
    [
      "pull access denied for team/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      404,
      { host: 'docker.io', object: 'team/web:1', user: 'one' },
      'registry-denied/hubPull',
      1,
    ],
    ['denied', 403, {}, 'registry-denied/private', 1],
    [
      'denied: requested access to the resource is denied',
      undefined,
      { way: 'push', user: 'one' },
      'registry-denied/push',
      1,
    ],
    ['toomanyrequests: You have reached your pull rate limit.', 429, {}, 'registry-denied/limit', 1],
    [
      'manifest for registry.example/web:7 not found: manifest unknown: manifest unknown',
      404,
      {},
      'image-unknown/registry',
      undefined,
    ],
    ['no such thing', 404, {}, 'image-unknown/registry', undefined],
    [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      404,
      {},
      'unsupported/platform',
      undefined,
    ],
    [
      "error unmarshalling content: invalid character '<' looking for beginning of value",
      500,
      {},
      'registry-unreachable/answer',
      undefined,
    ],
    [
      'received unexpected HTTP status: 200 OK',
      undefined,
      { way: 'push' },
      'registry-unreachable/answer',
      undefined,
    ],
    ['unknown: <html><body>Not here</body></html>', 500, {}, 'registry-unreachable/answer', undefined],
    [
      'error parsing HTTP 404 response body: no error details found in HTTP response body: "{\\"error\\":\\"nope\\"}"',
      undefined,
      { way: 'push' },
      'registry-unreachable/answer',
      undefined,
    ],
    [
      "pull access denied for x, repository does not exist or may require 'docker login': denied: <html><body>Forbidden</body></html>",
      404,
      {},
      'registry-unreachable/answer',
      undefined,
    ],
    ['Get "/login": stopped after 10 redirects', 500, {}, 'registry-unreachable/answer', undefined],
    [
      'login attempt to https://registry.example/v2/ failed with status: 404 Not Found',
      500,
      { way: 'login', user: 'one' },
      'registry-unreachable/answer',
      undefined,
    ],
    [
      'received unexpected HTTP status: 503 Service Unavailable',
      500,
      {},
      'registry-unreachable/trouble',
      undefined,
    ],
    [
      'login attempt to https://registry.example/v2/ failed with status: 503 Service Unavailable',
      500,
      { way: 'login', user: 'one' },
      'registry-unreachable/trouble',
      undefined,
    ],
    [
      'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.2.3:53: no such host',
      500,
      {},
      'registry-unreachable/host',
      undefined,
    ],
    [
      'Get "https://registry.example/v2/": dial tcp 10.1.1.1:443: i/o timeout',
      500,
      {},
      'registry-unreachable/host',
      undefined,
    ],
    ['Get "https://registry.example/v2/": EOF', 500, {}, 'registry-unreachable/broken', undefined],
    ['unexpected EOF', undefined, {}, 'registry-unreachable/broken', undefined],
    [
      'dial tcp 10.1.1.1:443: connect: connection refused',
      undefined,
      { reached: true },
      'registry-unreachable/broken',
      undefined,
    ],
    [
      'Get "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      500,
      {},
      'registry-unreachable/certificate',
      undefined,
    ],
    [
      'Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client',
      500,
      {},
      'registry-unreachable/plain',
      undefined,
    ],
    [
      'pinging container registry registry.example: invalid status code from registry 404 (Not Found)',
      undefined,
      {},
      'registry-unreachable/answer',
      undefined,
    ],
    [
      'pinging container registry registry.example: invalid status code from registry 403 (Forbidden)',
      undefined,
      {},
      'registry-denied/private',
      1,
    ],
    [
      'pinging container registry registry.example: invalid status code from registry 403 (Forbidden)',
      undefined,
      { way: 'push' },
      'registry-denied/push',
      1,
    ],
    [
      'pinging container registry registry.example: invalid status code from registry 503 (Service Unavailable)',
      undefined,
      { way: 'push' },
      'registry-unreachable/trouble',
      undefined,
    ],
    [
      'pinging container registry registry.example: invalid status code from registry 401 (Unauthorized)',
      undefined,
      {},
      'registry-denied/login',
      1,
    ],
    [
      'failed to register layer: write /x: no space left on device',
      undefined,
      { reached: true },
      'disk-full',
      undefined,
    ],
    [
      'failed to register layer: archive/tar: invalid tar header',
      undefined,
      { reached: true },
      'engine-failed',
      undefined,
    ],
  ])('%s', (text, status, about, key, login) => {
    const error = read(text, status, about)
    expect([error.key, error.details?.login]).toEqual([key, login])
    const sentence = say(error.sentence)
    expect(sentence).not.toMatch(/[{}]/)
    expect(error.details?.engine).toBe(text)
  })

  it('names Docker Hub as the person knows it, and another host that is asked in its place', () => {
    const hub =
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.3:53: no such host'
    expect(read(hub, 500, { host: 'docker.io' }).details?.host).toBe('docker.io')
    const other = 'Get "https://cdn.example/blob": dial tcp: lookup cdn.example: no such host'
    expect(read(other, undefined).details?.host).toBe('cdn.example')
  })

  it('says when a registry on the loopback is out of the reach of an engine that has its own', () => {
    const refused = 'Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused'
    const near = { host: '127.0.0.1:5000' }
    expect(read(refused, 500, near).key).toBe('registry-unreachable/loopback')
    expect(read(refused, 500, { ...near, rootless: false }).key).toBe('registry-unreachable/host')
    expect(read(refused, undefined, { ...near, reached: true }).key).toBe('registry-unreachable/broken')
  })

  it('says why the log-in that is kept could not be read, in the same breath', () => {
    const problem = new AppError('not-found/helper', { program: 'docker-credential-pass' })
    const error = read('no basic auth credentials', 500, { problem })
    expect(error.key).toBe('registry-denied/kept')
    expect(say(error.sentence)).toContain('docker-credential-pass')
  })

  it('takes a silent registry for an unreachable one, and leaves the engine and the person alone', () => {
    const error = (code: ErrorCode) => registryError(new AppError(code as 'timeout', { object: 'x' }), base)
    expect(error('timeout')).toMatchObject({ key: 'registry-unreachable/host', details: { host } })
    for (const code of ['cancelled', 'engine-unreachable'] as const) expect(error(code).code).toBe(code)
  })
})
