import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { exportLine } from '../../../renderer/features/engine/dockerHost'

const shellSees = (line: string) =>
  execFileSync('/bin/sh', ['-c', `${line}; printf %s "$DOCKER_HOST"`], { encoding: 'utf8', env: {} })

describe('the line that points a shell at the engine', () => {
  it('is plain for an ordinary path', () => {
    expect(exportLine('/run/user/1000/slipway/docker.sock')).toBe(
      'export DOCKER_HOST=unix:///run/user/1000/slipway/docker.sock',
    )
  })

  it.each([
    '/home/a b/docker.sock',
    "/home/it's/docker.sock",
    '/tmp/$HOME/`id`/docker.sock',
    '/tmp/"x";y/docker.sock',
  ])('means the same path to a shell: %s', (socket) => {
    expect(shellSees(exportLine(socket))).toBe(`unix://${socket}`)
  })
})
