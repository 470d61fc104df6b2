import type { ContainerUsage } from '../../../../main/contract/usage'
import { shortId } from '../../../../main/shared/digest'
import { t } from '../../../ui/i18n'
import { formatBytes, formatNumber, formatPercent } from '../../../ui/text/quantities'
import { type Figure, figureOf } from './history'

/** Parts of one core: 150 % are one and a half. */
export const formatCores = (cores: number): string => formatPercent(cores, cores < 0.0995 ? 1 : 0)
export const formatRate = (bytes: number): string => t('usage.perSecond', { size: formatBytes(bytes) })

/** A figure in the unit that suits it. */
export function formatFigure(figure: Figure, value: number): string {
  if (figure === 'cpu') return formatCores(value)
  if (figure === 'processes') return formatNumber(value)
  return figure === 'memory' ? formatBytes(value) : formatRate(value)
}

/** What a figure says now; null where nothing is known of it. */
export function figureText(usage: ContainerUsage | undefined, figure: Figure): string | null {
  const value = figureOf(usage, figure)
  if (value === null) return null
  const text = formatFigure(figure, value)
  const limit = figure === 'memory' ? usage?.memoryLimit : null
  return limit ? t('usage.ofLimit', { used: text, limit: formatBytes(limit) }) : text
}

/** What a figure is made of, and whose it is. @param nameOf the name of a container */
export function figureParts(
  usage: ContainerUsage | undefined,
  figure: Figure,
  nameOf: (id: string) => string | undefined,
): string {
  const rate = (bytes: number | null | undefined) =>
    bytes === null || bytes === undefined ? t('usage.unknown') : formatRate(bytes)
  if (figure === 'network') {
    const parts = t('usage.networkParts', { received: rate(usage?.received), sent: rate(usage?.sent) })
    return [parts, sharedText(usage, nameOf) ?? ''].join(' ').trim()
  }
  if (figure === 'disk')
    return t('usage.diskParts', { read: rate(usage?.read), written: rate(usage?.written) })
  return ''
}

/** Whose network it is, where it is not its own; null where it is. */
export function sharedText(
  usage: ContainerUsage | undefined,
  nameOf: (id: string) => string | undefined,
): string | null {
  const { networkOf } = usage ?? {}
  if (!networkOf) return null
  if (networkOf.kind === 'host') return t('usage.networkOfHost')
  return t('usage.networkOf', { name: nameOf(networkOf.id) ?? shortId(networkOf.id) })
}
