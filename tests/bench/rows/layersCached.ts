import { startLargeImageEngine } from '../support/largeImageEngine'
import { measureOpenings } from '../support/layerOpenings'
import { judge, type Row } from '../support/row'

/** From choosing the large image to the tree of its files, its indexes kept on disk. */
export const layersCached: Row = {
  id: 'layers.cached',
  onlyWhenNamed: true,
  async measure(tools) {
    const engine = await startLargeImageEngine(tools)
    try {
      const times = await measureOpenings(engine, tools, () => {})
      const bar = { bar: '100 ms', meets: (value: number) => value <= 100 }
      const time = { value: times.painted, unit: 'ms', ...bar } as const
      return [
        judge({ ...time, id: 'layers.cached', yardstick: times.export }),
        judge({ ...time, id: 'layers.cached.find', yardstick: times.find }),
      ]
    } finally {
      await engine.end()
    }
  },
}
