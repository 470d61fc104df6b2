import { describe, expect, it } from 'vitest'
import {
  afterStep,
  type FleetStep,
  needsList,
  needsMeasuring,
  noProgress,
} from '../../../main/services/layers/fleetProgress'

const changed: FleetStep = { is: 'changed', mayWrite: false }
const written: FleetStep = { is: 'changed', mayWrite: true }
const listing: FleetStep = { is: 'listing' }
const measuring: FleetStep = { is: 'measuring' }
const reading = (listed: number): FleetStep => ({ is: 'reading', listed })
const measured: FleetStep = { is: 'measured' }
const first = [listing, measuring, reading(0), measured]

describe('what the fleet needs', () => {
  it.each<[after: string, steps: FleetStep[], list: boolean, sizes: boolean]>([
    ['nothing', [], true, true],
    ['its first list', [listing], false, true],
    ['a change while that is read', [listing, changed], true, true],
    ['measuring began', [listing, measuring], false, false],
    ['all of the first time', first, false, false],
    ['a change that writes nothing', [...first, changed], true, false],
    ['one that may', [...first, written], true, true],
    ['that is listed', [...first, written, listing], false, true],
    ['it is measured', [...first, written, listing, measuring, reading(1), measured], false, false],
    [
      'many are measured at once',
      [...first, written, changed, written, listing, measuring, reading(3), measured],
      false,
      false,
    ],
    ['a change while sizes are read', [listing, measuring, reading(0), written], true, false],
    ['that reading ended', [listing, measuring, reading(0), written, measured], true, true],
    ['measuring failed before it read', [listing, measuring, measured], false, true],
    ['measuring failed while it read', [listing, measuring, reading(0), measured], false, false],
  ])('after %s', (_, steps, list, sizes) => {
    const progress = steps.reduce(afterStep, noProgress)
    expect([needsList(progress), needsMeasuring(progress)]).toEqual([list, sizes])
  })
})
