import { expect, test } from 'vitest'
import { formatSubnet, freeBridgeNetwork, freeNetworks, parseRoutes } from '../../main/engine/owned/subnets'

const table = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
  'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  'tun0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
  'tun0\t000012AC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  'tun0\t000014AC\t00000000\t0001\t0\t0\t0\t0000FCFF\t0\t0\t0',
  '',
].join('\n')

test('routes are read as the kernel writes them; the default route blocks nothing', () => {
  expect(parseRoutes(table).map((route) => formatSubnet(route))).toEqual([
    '192.0.2.0/24',
    '172.17.0.0/16',
    '172.18.0.0/24',
    '172.20.0.0/14',
  ])
})

test('free networks are clear of every route, larger and smaller ones', () => {
  const free = freeNetworks(parseRoutes(table)).map((one) => formatSubnet(one))
  expect(free.slice(0, 3)).toEqual(['172.19.0.0/16', '172.24.0.0/16', '172.25.0.0/16'])
  expect(free).not.toContain('172.23.0.0/16')
  expect(free).toContain('10.200.0.0/16')
})

test('a host that routes everything leaves none', () => {
  const everything = [
    { address: 0, bits: 1 },
    { address: 2 ** 31, bits: 1 },
  ]
  expect(freeNetworks(everything)).toEqual([])
  expect(freeBridgeNetwork(everything)).toBeNull()
})

test('the default bridge makes way for a route, and never to a network that may be given out', () => {
  expect(formatSubnet(freeBridgeNetwork([])!, 1)).toBe('172.17.0.1/16')
  const moved = freeBridgeNetwork(parseRoutes(table))!
  expect(formatSubnet(moved, 1)).toBe('10.232.0.1/16')
  expect(freeNetworks([])).not.toContainEqual(moved)
})
