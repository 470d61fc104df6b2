import { describe, expect, it, vi } from 'vitest'
import { createSparseRows, type SparseRows } from '../../../renderer/features/layers/files/sparseRows'
import { settled } from '../../support/settled'

interface Row {
  readonly path: string
  readonly hasChildren: boolean
}

/** A tree in which a directory's name says how many rows it has: `d3` holds 3. */
function source() {
  const asked: string[] = []
  const childrenOf = (directory: string): Row[] => {
    const count = Number(directory.match(/d(\d+)$/)?.[1] ?? 0)
    return Array.from({ length: count }, (_, index) => ({
      path: `${directory}/f${index}`,
      hasChildren: false,
    }))
  }
  let root: Row[] = []
  const load = vi.fn(async (directory: string, offset: number, limit: number) => {
    asked.push(`${directory}@${offset}`)
    const all = directory === '' ? root : childrenOf(directory)
    return { rows: all.slice(offset, offset + limit), total: all.length }
  })
  return {
    asked,
    load,
    put(...names: string[]) {
      root = names.map((path) => ({ path, hasChildren: /d\d+$/.test(path) }))
    },
  }
}
const paths = (rows: SparseRows<Row>) =>
  Array.from({ length: rows.count }, (_, line) => rows.at(line)?.row?.path ?? '…')

function make(from: ReturnType<typeof source>, open = new Set<string>(), pageSize = 10, keptPages = 40) {
  const failed = vi.fn()
  const changed = vi.fn()
  const made = createSparseRows<Row>({ load: from.load, open, changed, failed, pageSize, keptPages })
  return { made, failed, changed, open }
}

describe('rows of which only some are here', () => {
  it('are those of the root at first, with their place', async () => {
    const from = source()
    from.put('a', 'd2', 'z')
    const rows = await make(from).made
    expect(paths(rows)).toEqual(['a', 'd2', 'z'])
    expect(rows.at(1)).toMatchObject({ depth: 1, position: 2, siblings: 3, isOpen: false })
    expect(rows.at(3)).toBeNull()
  })

  it('show what is in a directory below it, until it is closed', async () => {
    const from = source()
    from.put('a', 'd2', 'm', 'd1', 'z')
    const { made, changed, open } = make(from)
    const rows = await made
    await rows.open(3)
    await rows.open(1)
    expect(paths(rows)).toEqual(['a', 'd2', 'd2/f0', 'd2/f1', 'm', 'd1', 'd1/f0', 'z'])
    expect(rows.at(3)).toMatchObject({ depth: 2, position: 2, siblings: 2 })
    expect(rows.at(1)?.isOpen).toBe(true)
    expect(rows.parentOf(6)).toBe(5)
    expect(rows.parentOf(0)).toBe(-1)
    expect(rows.indexOf('d1/f0')).toBe(6)
    expect(rows.indexOf('z')).toBe(7)
    expect(rows.indexOf('nowhere')).toBe(-1)
    rows.close(1)
    expect(paths(rows)).toEqual(['a', 'd2', 'm', 'd1', 'd1/f0', 'z'])
    expect([...open]).toEqual(['d1'])
    expect(changed).toHaveBeenCalled()
  })

  it('are read page by page, only where they are seen', async () => {
    const from = source()
    from.put('d100000', 'last')
    const rows = await make(from).made
    await rows.open(0)
    expect(rows.count).toBe(100_002)
    expect(rows.at(70_000)).toMatchObject({ row: null, position: 70_000, siblings: 100_000 })
    rows.see(70_000, 70_015)
    await settled()
    expect(rows.at(70_015)?.row?.path).toBe('d100000/f70014')
    expect(from.asked).toEqual(['@0', 'd100000@0', 'd100000@69990', 'd100000@70000', 'd100000@70010'])
    expect(rows.at(100_001)?.row?.path).toBe('last')
  })

  it('are read for where the person is, not for all that was scrolled past', async () => {
    const from = source()
    from.put('d5000')
    const rows = await make(from).made
    await rows.open(0)
    for (let line = 0; line < 4000; line += 100) rows.see(line, line + 5)
    rows.see(4000, 4005)
    await settled()
    expect(rows.at(4005)?.row).not.toBeNull()
    expect(from.asked.length).toBeLessThan(8)
  })

  it('let go of pages that were seen longest ago, and read them again', async () => {
    const from = source()
    from.put('d1000')
    const rows = await make(from, new Set(), 10, 3).made
    await rows.open(0)
    for (const line of [100, 200, 300, 400]) {
      rows.see(line, line)
      await settled()
      expect(rows.at(line)?.row).not.toBeNull()
    }
    expect(rows.at(100)?.row).toBeNull()
    rows.see(100, 100)
    await settled()
    expect(rows.at(100)?.row?.path).toBe('d1000/f99')
  })

  it('open again what was open in other rows, wherever it is now', async () => {
    const from = source()
    from.put('z', 'y', 'd2')
    const rows = await make(from, new Set(['d2', 'gone'])).made
    await settled()
    expect(paths(rows)).toEqual(['z', 'y', 'd2', 'd2/f0', 'd2/f1'])
  })

  it('say what fails, and leave the directory closed', async () => {
    const from = source()
    from.put('d2')
    const { made, failed, open } = make(from)
    const rows = await made
    from.load.mockRejectedValueOnce(new Error('no'))
    await rows.open(0)
    expect(failed).toHaveBeenCalledWith(new Error('no'))
    expect(open.size).toBe(0)
    expect(paths(rows)).toEqual(['d2'])
  })

  it('reject when the first page cannot be read', async () => {
    const from = source()
    from.load.mockRejectedValueOnce(new Error('no'))
    await expect(make(from).made).rejects.toThrow('no')
  })

  it('stay silent once they are not shown any more', async () => {
    const from = source()
    from.put('d2')
    const { made, changed } = make(from)
    const rows = await made
    const opening = rows.open(0)
    rows.dispose()
    changed.mockClear()
    await opening
    expect(changed).not.toHaveBeenCalled()
  })
})
