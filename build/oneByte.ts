import type { Plugin } from 'vite'

/**
 * V8 keeps the text of a program for as long as it runs: a byte a character, but two of each as soon as one of them is beyond
 * Latin-1, and the start of the window had some hundred of those among 700,000. Lines stay where they were.
 */
export function oneByte(): Plugin {
  return {
    name: 'slipway:one-byte',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') output.code = escaped(output.code)
      }
    },
  }
}

/**
 * The same program in characters of Latin-1 alone: an escape means in strings, templates, expressions and names what the
 * character does. Only a `String.raw` would see it.
 */
export function escaped(code: string): string {
  // By pairs: what comes behind a backslash is escaped already, and means itself.
  return code.replace(/\\[\s\S]|[\u0100-\uffff]/g, (found) => {
    const character = found.charCodeAt(found.length - 1)
    return character > 0xff ? `\\u${character.toString(16).padStart(4, '0')}` : found
  })
}
