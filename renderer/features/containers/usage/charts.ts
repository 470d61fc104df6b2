import type { ContainerUsage } from '../../../../main/contract/usage'
import { t } from '../../../ui/i18n'
import { formatBytes } from '../../../ui/text/quantities'
import { figureText, formatFigure } from './figureText'
import { type Figure, figureOf, type UsagePoint } from './history'

/** One chart of the details. */
export interface Chart {
  readonly figure: Figure
  readonly heading: string
  /** What it is now; null where that is not known. */
  readonly now: string | null
  /** All of it in words. */
  readonly label: string
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
  /** A scale ends no lower than here. */
  readonly least: number
  format(value: number): string
}

type Key = 'cpu' | 'memory' | 'received' | 'sent' | 'read' | 'written'
const linesOf: readonly [figure: Figure, keys: readonly Key[]][] = [
  ['cpu', ['cpu']],
  ['memory', ['memory']],
  ['network', ['received', 'sent']],
  ['disk', ['read', 'written']],
]

/** The charts of a history, whose last point is now. */
export function chartsOf(points: readonly UsagePoint[], now: ContainerUsage | undefined): readonly Chart[] {
  return linesOf.map(([figure, keys]) => {
    const heading = t(`usage.figure.${figure}`)
    const known = points.flatMap(({ usage }) => figureOf(usage, figure) ?? [])
    const text = figureText(now, figure)
    const most = known.length > 0 ? formatFigure(figure, Math.max(...known)) : t('usage.unknown')
    return {
      figure,
      heading,
      now: text,
      label: t('usage.chart', { figure: heading, now: text ?? t('usage.unknown'), most }),
      lines: keys.map((key) => ({
        name: keys.length > 1 ? t(`usage.${key}`) : heading,
        values: points.map(({ usage }) => usage?.[key] ?? null),
      })),
      // A tenth of a core, or a kilobyte.
      least: figure === 'cpu' ? 0.1 : 1000,
      format: (value) => (figure === 'memory' ? formatBytes(value) : formatFigure(figure, value)),
    }
  })
}
