import { describe, expect, it } from 'vitest'
import { engineLogLine } from '../../../renderer/features/engine/logLine'

describe("a line of the engine's own log", () => {
  it('of dockerd has its time apart, to the millisecond', () => {
    const line = engineLogLine('time="2026-11-21T00:53:04.123456789Z" level=info msg="Starting up"')
    expect(line.at).toBe(Date.UTC(2026, 10, 21, 0, 53, 4, 123))
    expect(line.text).toBe('level=info msg="Starting up"')
  })

  it('keeps a time with an offset', () => {
    expect(engineLogLine('time="2026-11-21T02:53:04+02:00" level=info msg=x').at).toBe(
      Date.UTC(2026, 10, 21, 0, 53, 4),
    )
  })

  it('of the keeper has its time apart', () => {
    const line = engineLogLine('2026-11-21T00:53:04Z started dockerd, process 12')
    expect(line).toEqual({
      at: Date.UTC(2026, 10, 21, 0, 53, 4),
      source: 'stdout',
      text: 'started dockerd, process 12',
      cut: 0,
    })
  })

  it('shows what failed in red and what is doubtful in yellow, and changes no letter of it', () => {
    const red = engineLogLine('time="2026-11-21T00:53:04Z" level=error msg="no"').text
    expect(red).toBe('\u001b[31mlevel=error\u001b[39m msg="no"')
    expect(engineLogLine('time="2026-11-21T00:53:04Z" level=warning msg=a').text).toContain(
      '\u001b[33mlevel=warning',
    )
  })

  it.each(['panic: runtime error', 'time="yesterday" level=info msg=x', '', 'level=error msg="no time"'])(
    'without a time stays as it is: %s',
    (text) => {
      expect(engineLogLine(text)).toEqual({ at: null, source: 'stdout', text, cut: 0 })
    },
  )
})
