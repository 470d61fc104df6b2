import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../main/contract/errors'
import { connectionError, engineError } from '../../main/engine/client/errors'

/** Sentences as engines wrote them. */
const said: [status: number | undefined, sentence: string, code: ErrorCode, details?: object][] = [
  [404, 'No such container: abc', 'not-found'],
  [404, 'No such image: nope:latest', 'not-found'],
  [404, 'network x not found', 'not-found'],
  [
    409,
    'Conflict. The container name "/web" is already in use by container "0f1e2d3c4b5a". You have to remove (or rename) that container to be able to reuse that name.',
    'name-taken',
    { name: 'web', by: '0f1e2d3c4b5a' },
  ],
  [
    409,
    'Error when allocating new name: Conflict. The container name "/db" is already in use by container "0f1e2d3c4b5a".',
    'name-taken',
    { name: 'db' },
  ],
  [
    409,
    'conflict: unable to delete 0123456789ab (cannot be forced) - image is being used by running container fedcba987654',
    'in-use',
    { by: 'fedcba987654' },
  ],
  [
    409,
    'conflict: unable to remove repository reference "busybox:test" (must force) - container fedcba987654 is using its referenced image 0123456789ab',
    'in-use',
    { by: 'fedcba987654' },
  ],
  [
    409,
    'conflict: unable to delete 0123456789ab (cannot be forced) - image has dependent child images',
    'in-use',
  ],
  [403, 'error while removing network: network shop_default id 0123456789ab has active endpoints', 'in-use'],
  [
    403,
    'error while removing network: network shop_default has active endpoints (name:"stranger" id:"0123456789ab")',
    'in-use',
    { by: 'stranger' },
  ],
  [409, 'remove data: volume is in use - [aa, bb]', 'in-use', { by: 'aa, bb' }],
  [409, 'Container abc is not running', 'conflict'],
  [500, 'Container abc is already paused', 'conflict'],
  [409, 'removal of container abc is already in progress', 'conflict'],
  [
    500,
    'driver failed programming external connectivity on endpoint web (aa): Bind for 0.0.0.0:8080 failed: port is already allocated',
    'port-busy',
    { port: 8080 },
  ],
  [
    500,
    'driver failed programming external connectivity on endpoint web (aa): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use',
    'port-busy',
    { port: 8080 },
  ],
  [
    500,
    'Error starting userland proxy: error while calling PortManager.AddPort(): listen tcp4 127.0.0.1:81: bind: address already in use',
    'port-busy',
    { port: 81 },
  ],
  [
    500,
    "Error starting userland proxy: error while calling PortManager.AddPort(): cannot expose privileged port 80, you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf, or choose a larger port number (>= 1024): listen tcp 0.0.0.0:80: bind: permission denied",
    'denied',
    { port: 80 },
  ],
  [
    400,
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown',
    'command-not-found',
    { command: 'nope' },
  ],
  [
    400,
    'OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/x/y": stat /x/y: no such file or directory: unknown',
    'command-not-found',
    { command: '/x/y' },
  ],
  [
    400,
    'unable to start container process: exec: "/etc/passwd": permission denied: unknown',
    'denied',
    { command: '/etc/passwd' },
  ],
  [400, 'no command specified', 'invalid-input', { fields: ['command'] }],
  [
    400,
    'invalid mount config for type "bind": bind source path does not exist: /nowhere/at all',
    'mount-invalid',
    { path: '/nowhere/at all' },
  ],
  [
    400,
    'invalid mount config for type "volume": invalid mount path: \'x\' mount path must be absolute',
    'mount-invalid',
  ],
  [400, 'Duplicate mount point: /data', 'mount-invalid'],
  [500, 'write /var/lib/x: no space left on device', 'disk-full'],
  [undefined, 'failed to register layer: write /x: no space left on device', 'disk-full'],
  [
    404,
    "pull access denied for acme/secret, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'registry-denied',
    { repository: 'acme/secret' },
  ],
  [undefined, 'unauthorized: authentication required', 'registry-denied'],
  [undefined, 'manifest for busybox:nope not found: manifest unknown: manifest unknown', 'image-unknown'],
  [404, 'manifest unknown', 'image-unknown'],
  [
    500,
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.2.3:53: no such host',
    'registry-unreachable',
    { host: 'registry.example' },
  ],
  [
    500,
    'Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    'registry-unreachable',
    { host: '127.0.0.1:5000' },
  ],
  [undefined, 'dial tcp 10.1.2.3:443: i/o timeout', 'registry-unreachable', { host: '10.1.2.3:443' }],
  [undefined, 'lookup registry.example: no such host', 'registry-unreachable', { host: 'registry.example' }],
  [undefined, 'Error processing tar file(exit status 1): unexpected EOF', 'archive-invalid'],
  [undefined, 'archive/tar: invalid tar header', 'archive-invalid'],
  [
    500,
    'cannot pause container abc: OCI runtime pause failed: cannot toggle freezer: cgroups not configured for container: unknown',
    'unsupported',
  ],
  [
    500,
    'can not pause containers on rootless containers with cgroup V1: this container does not have a cgroup',
    'unsupported',
  ],
  [501, 'configured logging driver does not support reading', 'unsupported', {}],
  [
    500,
    "failed to obtain logs for Container 'abc': this container is using the 'none' log driver, cannot read logs: this container is not logging output",
    'unsupported',
    {},
  ],
  [
    500,
    'make cli opts(): making volume mountpoint for volume /nowhere/at all: mkdir /nowhere: permission denied',
    'mount-invalid',
    { path: '/nowhere/at all' },
  ],
  [
    500,
    `image docker.io/library/busybox:latest is in use: image used by ${'81'.repeat(32)}: image is in use by a container: consider listing external containers and force-removing image`,
    'in-use',
    { by: '81'.repeat(32) },
  ],
  [400, 'invalid reference format', 'invalid-input'],
  [500, 'something else', 'engine-failed'],
  [undefined, 'something else', 'engine-failed'],
]

describe('what the engine says', () => {
  for (const [status, sentence, code, details] of said) {
    it(`${code}: ${sentence.slice(0, 90)}`, () => {
      const error = engineError(`${sentence} `, 'web', status)
      expect(error.code).toBe(code)
      expect(error.details).toMatchObject({ ...details, object: 'web', engine: sentence })
      expect(error.details?.engine).toBe(sentence.trim())
    })
  }

  it('takes its time with no sentence, however long and odd', () => {
    for (const part of ['exec: "', 'a/', 'lookup ', 'get "https://', '[', 'container name "', '\\"', ' x:']) {
      expect(engineError(part.repeat(20_000), 'web', 500).details?.object).toBe('web')
    }
  })
})

describe('what the socket says', () => {
  const codes: Record<string, ErrorCode> = {
    ECONNREFUSED: 'engine-unreachable',
    ENOENT: 'engine-unreachable',
    EPIPE: 'engine-unreachable',
    ECONNRESET: 'engine-unreachable',
    EACCES: 'denied',
    HPE_INVALID_CONSTANT: 'engine-failed',
    ERR_STREAM_PREMATURE_CLOSE: 'engine-unreachable',
    ERR_INVALID_CHAR: 'engine-failed',
  }
  for (const [code, expected] of Object.entries(codes)) {
    it(`${code} means ${expected}`, () => {
      const error = connectionError(Object.assign(new Error('words'), { code }), 'web')
      expect(error.code).toBe(expected)
      expect(error.details?.object).toBe('web')
    })
  }
})
