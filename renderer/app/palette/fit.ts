/** A query's word, and how well texts in small letters have it; 0 where they have it not. */
export interface Word {
  readonly text: string
  /** In what is seen. */
  seen(text: string): number
  /** In the other words: inside one of them it does not count, for what is not seen must not match by chance. */
  unseen(others: string): number
}

/** What parts words; `proxy-8080` is one whole word, though 8080 begins a part of it. */
const between = '[\\s/:_.…-]'
const apart = '[\\s/:…]'

/** What is asked for, in small letters. */
export function wordsIn(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean)
}

export function toWord(text: string): Word {
  const plain = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const start = new RegExp(`(?:^|${between})${plain}`)
  const whole = new RegExp(`(?:^|${apart})${plain}(?:$|${apart})`)
  return {
    text,
    seen: (seen) => (seen.includes(text) ? (whole.test(seen) ? 4 : start.test(seen) ? 3 : 1) : 0),
    // Thousands of commands share a few of these.
    unseen: remember((others) => (start.test(others) ? (whole.test(others) ? 3.5 : 2) : 0)),
  }
}

function remember(judge: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const found = known.get(text) ?? judge(text)
    known.set(text, found)
    return found
  }
}
