import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fitToScreens, readWindowState, standard, writeWindowState } from '../../../main/app/windowState'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-window-'))
  file = join(folder, 'state.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const state = { x: 10, y: 20, width: 1000, height: 700, maximised: true }

describe('the remembered window', () => {
  it('is read as it was written, and nothing else is left behind', () => {
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
    expect(readdirSync(folder)).toEqual(['state.json'])
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"width":"1"}',
    '{"width":1e999,"height":700}',
    '{"width":1.5,"height":700}',
  ])('is the standard one when the file holds %j', (text) => {
    writeFileSync(file, text)
    expect(readWindowState(file)).toEqual(standard)
  })

  it('is the standard one when there is none', () => {
    expect(readWindowState(file)).toEqual(standard)
  })

  it('is never smaller than the window can be, and has a place only when that is whole', () => {
    writeFileSync(file, '{"width":10,"height":10,"x":5,"maximised":"yes"}')
    expect(readWindowState(file)).toEqual({ width: 860, height: 560, maximised: false })
  })
})

describe('fitting to the screens', () => {
  const left = { x: 0, y: 0, width: 1920, height: 1080 }
  const right = { x: 1920, y: 0, width: 1280, height: 1024 }

  it('keeps a place on any screen', () => {
    expect(fitToScreens({ ...state, x: 2000 }, [left, right])).toEqual({ ...state, x: 2000 })
  })

  it.each([
    ['the screen is gone', { x: 2000, y: 0 }],
    ['the title is above the screen', { x: 0, y: -300 }],
    ['it is below', { x: 0, y: 1070 }],
    ['only its edge is left', { x: -990, y: 0 }],
  ])('centres it when %s', (_why, place) => {
    expect(fitToScreens({ ...state, ...place }, [left])).toEqual({
      width: 1000,
      height: 700,
      maximised: true,
    })
  })

  it('makes it no larger than the largest screen', () => {
    const fitted = fitToScreens({ ...standard, width: 5000, height: 4000 }, [left, right])
    expect(fitted).toEqual({ width: 1920, height: 1080, maximised: false })
  })
})
