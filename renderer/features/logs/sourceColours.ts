import { hueColour, layerHue } from '../../ui/parts/layerColour'

/** Hues that are told apart side by side. */
const hues = 12

/**
 * The colour of each container, by its name: the same whichever others are shown, unless one of these has it already.
 * @param names as they are listed
 */
export function sourceColours(names: readonly string[]): readonly string[] {
  const taken = new Set<number>()
  const given = new Map<string, number>()
  for (const name of [...names].sort()) {
    let hue = Math.floor(layerHue(name) / (360 / hues))
    for (let tries = 0; tries < hues && taken.has(hue); tries++) hue = (hue + 5) % hues
    taken.add(hue)
    given.set(name, hue)
  }
  return names.map((name) => hueColour((given.get(name)! * 360) / hues))
}
