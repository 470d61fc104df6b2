import { shortId } from '../../shared/digest'
import { visibleText } from '../../shared/visibleText'
import { bytesText, countText } from './quantities'
import type { Report } from './report'

/** So many wasted paths are printed; `--json` has all. */
const shownWaste = 20

/**
 * A report for people.
 * @param width columns of the terminal, at which long instructions and paths are cut; infinite when it is none
 */
export function describeReport(report: Report, width = Number.POSITIVE_INFINITY): string {
  const { image, layers, efficiency, reclaimableBytes, wasted, dive } = report
  const name = image.tags.length > 0 ? image.tags.join(', ') : 'untagged'
  const rows = layers.map(({ diffId, bytes, files, added, modified, removed, command }) => [
    diffId === null ? '-' : shortId(diffId),
    bytesText(bytes),
    ...[files, added, modified, removed].map(countText),
    command,
  ])
  const sections = [
    `${visibleText(name)}  ${shortId(image.id)}  ${bytesText(image.bytes)} in ${plural(layers.length, 'layer')}`,
    table(['LAYER', 'SIZE', 'FILES', 'ADDED', 'MODIFIED', 'REMOVED', 'COMMAND'], rows, width),
    `Efficiency ${percent(efficiency)}, ${bytesText(reclaimableBytes)} wasted in ${plural(wasted.length, 'path')}`,
  ]
  if (wasted.length > 0) {
    const shown = wasted
      .slice(0, shownWaste)
      .map(({ bytes, copies, path }) => [bytesText(bytes), countText(copies), `/${path}`])
    sections.push(table(['WASTED', 'COPIES', 'PATH'], shown, width))
  }
  if (wasted.length > shownWaste) sections.push(`and ${plural(wasted.length - shownWaste, 'more path')}`)
  if (dive) {
    const { efficiency, wastedBytes, userWastedPercent } = dive
    const part = userWastedPercent === null ? 'none' : percent(userWastedPercent)
    sections.push(
      `As dive counts: efficiency ${percent(efficiency)}, wastedBytes ${countText(wastedBytes)}, userWastedPercent ${part}`,
    )
  }
  return `${sections.join('\n\n')}\n`
}

/** The last column is text, all others are numbers but for digests; those are aligned to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const all = [head, ...rows].map((row) => row.map(visibleText))
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const last = head.length - 1
  return all
    .map((row) => {
      const cells = row.map((text, column) => {
        if (column === last) return text
        return head[column] === 'LAYER' ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)
      })
      return cut(cells.join('  ').trimEnd(), width)
    })
    .join('\n')
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line
}

/** Rounded down, so that only what wastes nothing has 100 %. */
function percent(fraction: number): string {
  return `${Math.floor(fraction * 1000) / 10} %`
}

function plural(count: number, word: string): string {
  return `${countText(count)} ${word}${count === 1 ? '' : 's'}`
}
