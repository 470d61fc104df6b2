import { expect, it } from 'vitest'
import { RunRequest } from '../../../main/contract/containers'
import type { InspectedContainer } from '../../../main/engine/api/containerAnswers'
import type { InspectedImage } from '../../../main/engine/api/imageAnswers'
import { toRequest } from '../../../main/services/containers/likeness'
import { checkForm, formLike } from '../../../renderer/features/run/form'

const image = { Config: { Env: ['PATH=/bin', 'TZ=UTC'], Cmd: ['serve'] } } as unknown as InspectedImage
const container = (status: string, more: object = {}) =>
  ({
    State: { Status: status },
    Config: {
      Env: ['PATH=/bin', 'TZ=CET', 'PASSWORD=a=b', 'UNSET'],
      Cmd: ['sh', '-c', "echo 'it is'; sleep 1"],
      Tty: true,
      ...more,
    },
    HostConfig: {
      RestartPolicy: { Name: 'unless-stopped' },
      PortBindings: {
        '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }],
        '53/udp': [{ HostIp: '', HostPort: '' }],
        '9/sctp': [{ HostIp: '', HostPort: '9' }],
      },
    },
    Mounts: [
      { Type: 'volume', Name: 'data', Source: '/var/x', Destination: '/data', RW: true },
      { Type: 'volume', Name: 'f'.repeat(64), Source: '/var/y', Destination: '/cache', RW: true },
      { Type: 'bind', Source: '/srv/conf', Destination: '/conf', RW: false },
      { Type: 'tmpfs', Source: '', Destination: '/tmp', RW: true },
    ],
  }) as unknown as InspectedContainer

it('another one like it has all that is its own, and nothing of its image', () => {
  const request = toRequest(container('exited'), 'shop/web:1', image)
  expect(request).toEqual({
    image: 'shop/web:1',
    name: '',
    command: ['sh', '-c', "echo 'it is'; sleep 1"],
    ports: [
      { hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' },
      { hostIp: '', hostPort: null, containerPort: 53, protocol: 'udp' },
    ],
    environment: [
      { name: 'TZ', value: 'CET' },
      { name: 'PASSWORD', value: 'a=b' },
    ],
    mounts: [
      { source: 'data', target: '/data', readOnly: false },
      { source: '/srv/conf', target: '/conf', readOnly: true },
    ],
    restartPolicy: 'unless-stopped',
    tty: true,
  })
  expect(RunRequest.parse(request)).toEqual(request)
})

it('the ports of the host are its own while it runs, and the command of the image is left to that', () => {
  const request = toRequest(container('running', { Cmd: ['serve'] }), 'web', image)
  expect(request.ports.map(({ hostPort }) => hostPort)).toEqual([null, null])
  expect(request.command).toEqual([])
  expect(toRequest(container('running', { Cmd: null, Env: null }), 'web', null)).toMatchObject({
    command: [],
    environment: [],
  })
})

it('the form that is filled with it asks for the same', () => {
  const request = toRequest(container('exited'), 'shop/web:1', image)
  expect(checkForm(formLike(request))).toMatchObject({ request, problems: new Map() })
})
