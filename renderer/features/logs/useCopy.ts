import type { LineRange } from '../../../main/contract/logs'
import { api } from '../../data/api'
import { copyText, notify, notifyError } from '../../data/notify'
import { t } from '../../ui/i18n'
import { formatNumber } from '../../ui/text/quantities'
import { toWholeLine } from './shownLine'

/** As many of the newest lines are copied at most; Save has them all. */
const mostLines = 20_000
const atOnce = 2000

interface Copied {
  readonly handle: string | null
  readonly of: 'all' | 'found'
  readonly range: LineRange
  /** What the person has chosen; empty for nothing. */
  readonly selection: string
}

/** Copies what is chosen, else the lines that are shown. */
export function useCopy(what: () => Copied) {
  async function read({ handle, of, range }: Copied): Promise<readonly string[]> {
    const texts: string[] = []
    if (!handle) return texts
    for (let from = Math.max(range.first, range.end - mostLines); from < range.end; from += atOnce) {
      const lines = await api.logs.lines({ handle, of, from, count: Math.min(atOnce, range.end - from) })
      texts.push(...lines.map((line) => toWholeLine(line).text))
    }
    return texts
  }

  return {
    async copy() {
      const now = what()
      try {
        if (now.selection !== '') {
          await copyText(now.selection)
          await notify(t('logs.copiedSelection'))
          return
        }
        const texts = await read(now)
        await copyText(texts.join('\n'))
        const all = texts.length === now.range.end - now.range.first
        const n = formatNumber(texts.length)
        await notify(all ? t('logs.copied', { n }, texts.length) : t('logs.copiedNewest', { n }))
      } catch (thrown) {
        await notifyError(thrown)
      }
    },
  }
}
