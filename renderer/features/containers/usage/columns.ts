import type { Container } from '../../../../main/contract/containers'
import type { ContainerUsage } from '../../../../main/contract/usage'
import { t } from '../../../ui/i18n'
import type { Column } from '../../../ui/table/column'
import { type Figure, figureOf, figures } from './history'

const widths: Record<Figure, number> = { cpu: 118, memory: 136, network: 146, disk: 146, processes: 96 }
/** What a wide window has room for beside the rest, in pixels. */
const shownFrom: Partial<Record<Figure, number>> = { cpu: 1500, memory: 1500 }

/** Columns of what containers use. @param of what is known of one now */
export const usageColumns = (of: (id: string) => ContainerUsage | undefined): readonly Column<Container>[] =>
  figures.map((figure) => {
    const value = ({ id }: Container) => figureOf(of(id), figure)
    return {
      key: figure,
      label: t(`usage.figure.${figure}`),
      width: `${widths[figure]}px`,
      numeric: true,
      hidden: true,
      hideBelow: 640,
      shownFrom: shownFrom[figure],
      compare: (a, b) => (value(a) ?? 0) - (value(b) ?? 0),
      descendingFirst: true,
      isLast: (row) => value(row) === null,
    }
  })
