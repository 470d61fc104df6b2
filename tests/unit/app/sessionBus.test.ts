import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { sessionBus } from 'dbus-next'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchOwner } from '../../../main/app/sessionBus'
import { eventually } from '../../support/eventually'

const name = 'org.kde.StatusNotifierWatcher'

describe('without a bus', () => {
  it.each([
    ['no address', {}],
    ['an address of another kind', { DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' }],
    ['nonsense', { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }],
    ['a socket that is not there', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }],
    ['an abstract socket that is not there', { DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=nonexistent-bus' }],
  ])('%s: the name has no owner', async (_what, env) => {
    const answer = await new Promise<boolean>((resolve) => {
      watchOwner(name, env, resolve)
    })
    expect(answer).toBe(false)
  })
})

describe('on a real bus', () => {
  let daemon: ChildProcess
  let address: string

  beforeAll(async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = (await once(daemon.stdout!, 'data')) as [Buffer]
    address = line.toString().trim()
  })
  afterAll(async () => {
    daemon.kill()
    if (daemon.exitCode === null) await once(daemon, 'exit')
  })

  it('tells the owner as it is, as it comes and as it goes', async () => {
    const told: boolean[] = []
    const stop = watchOwner(name, { DBUS_SESSION_BUS_ADDRESS: address }, (owned) => told.push(owned))
    await eventually(() => expect(told).toEqual([false]))

    const panel = sessionBus({ busAddress: address })
    await panel.requestName(name, 0)
    await eventually(() => expect(told).toEqual([false, true]))

    const late: boolean[] = []
    const stopLate = watchOwner(name, { DBUS_SESSION_BUS_ADDRESS: address }, (owned) => late.push(owned))
    await eventually(() => expect(late).toEqual([true]))

    // Another name's coming and going is nothing to it.
    await panel.requestName('org.example.Other', 0)
    await panel.releaseName(name)
    await eventually(() => expect(told).toEqual([false, true, false]))
    await eventually(() => expect(late).toEqual([true, false]))
    stop()
    stopLate()
    panel.disconnect()
  })
})
