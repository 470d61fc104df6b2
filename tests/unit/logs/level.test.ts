import { describe, expect, it } from 'vitest'
import { levelOf } from '../../../main/logs/level'

describe('the level of a line', () => {
  it.each([
    ['2026-01-01 12:00:00 ERROR it broke', 'error'],
    ['[warn] odd', 'warn'],
    ['warning: unused', 'warn'],
    ['{"level":"info","msg":"error of old"}', 'info'],
    ['{"time":1,"level":50,"msg":"pino"}', 'error'],
    ['{"severity":"CRITICAL"}', 'fatal'],
    ['ts=1 level=debug msg="no error"', 'debug'],
    ['E1130 12:04:05.123456       1 main.go:1] broke', 'error'],
    ['I1130 12:04:05.123456       1 main.go:1] fine', 'info'],
    ['<4>kernel: odd', 'warn'],
    ['\u001b[31mERROR\u001b[0m coloured', 'error'],
    ['INFO:     127.0.0.1 - "GET / HTTP/1.1" 500', 'info'],
    ['2026/01/01 12:00:00 [notice] 1#1: start', 'info'],
    ['panic: runtime error', 'fatal'],
    ['12:00:00 FTL gone', 'fatal'],
  ] as const)('%s', (text, level) => expect(levelOf(text)).toBe(level))

  it.each([
    'GET /errors 200',
    'an error that is told in words',
    'the level of water',
    '',
    '{"msg":"nothing"}',
    'level=purple',
    '<999>x',
  ])('is not known: %s', (text) => expect(levelOf(text)).toBeNull())

  it('is not looked for where a line says something else, however long it is', () => {
    expect(levelOf(`${'x'.repeat(100_000)} ERROR `)).toBeNull()
  })
})
