import { plainStyle, type Style } from './ansi'

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
/** The palette on a background that the program chose too: then its own contrast counts, not the window's theme. */
const fixed = [
  0x000000, 0xb02020, 0x2f8f3a, 0x9a6b00, 0x2a5fc4, 0x9a3a9a, 0x1f8a8a, 0xd0d4d8, 0x6b7480, 0xe05050,
  0x4fc06a, 0xe0b040, 0x6f9fff, 0xd07ad0, 0x50c8c8, 0xffffff,
]

const rgbOf = (colour: number) => (colour < 16 ? fixed[colour]! : colour & 0xffffff)
const hex = (rgb: number) => `#${rgb.toString(16).padStart(6, '0')}`

/** sRGB to OKLCH, after Björn Ottosson's "A perceptual color space for image processing". */
function toOklch(rgb: number): readonly [lightness: number, chroma: number, hue: number] {
  const linear = (byte: number) => {
    const value = byte / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const [r, g, b] = [linear(rgb >> 16), linear((rgb >> 8) & 255), linear(rgb & 255)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return [lightness, Math.hypot(a, bb), ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360]
}

/** A colour as text on the window's own surface: its lightness is kept within what can be read there. */
function readable(colour: number): string {
  if (colour < 16) return `var(--ansi-${colour < 8 ? '' : 'bright-'}${names[colour % 8]})`
  const [lightness, chroma, hue] = toOklch(colour & 0xffffff)
  const within = `clamp(var(--ansi-darkest), ${lightness.toFixed(3)}, var(--ansi-lightest))`
  return `oklch(${within} ${Math.min(chroma, 0.17).toFixed(3)} ${hue.toFixed(0)})`
}

function colours({ foreground, background, inverse }: Style): string[] {
  if (background === null && !inverse) return foreground === null ? [] : [`color:${readable(foreground)}`]
  if (inverse && background === null) {
    return [`background:${foreground === null ? 'var(--text)' : readable(foreground)}`, 'color:var(--panel)']
  }
  const [front, back] = inverse ? [background, foreground] : [foreground, background]
  if (back === null) return ['background:var(--text)', `color:${hex(rgbOf(front!))}`]
  const contrasting = toOklch(rgbOf(back))[0] > 0.62 ? '#000' : '#fff'
  return [`background:${hex(rgbOf(back))}`, `color:${front === null ? contrasting : hex(rgbOf(front))}`]
}

const known = new Map<Style, string>()

/** The style as CSS declarations; empty for plain text. */
export function styleCss(style: Style): string {
  if (style === plainStyle) return ''
  let css = known.get(style)
  if (css === undefined) {
    const rules = colours(style)
    if (style.bold) rules.push('font-weight:700')
    if (style.dim) rules.push('opacity:.72')
    if (style.italic) rules.push('font-style:italic')
    const lines = [style.underline && 'underline', style.strike && 'line-through'].filter(Boolean)
    if (lines.length) rules.push(`text-decoration:${lines.join(' ')}`)
    css = rules.join(';')
    // Styles are made anew by each sequence; the cache only spares those that many spans share.
    if (known.size > 2000) known.clear()
    known.set(style, css)
  }
  return css
}
