/**
 * Tells which lines go on with what the line before them began, as the lines of a stack trace do: those that are indented, and
 * what Java, Python, Go and Node write at the margin within one.
 */
export interface TraceReader {
  /** @param beginning of the line; `traceBeginning` characters of it are enough */
  goesOn(beginning: string): boolean
  /** The same of a record in a file. */
  recordGoesOn(bytes: Buffer, start: number): boolean
}

const traceBeginning = 32
const beforeText = '{"log":"'.length
/** What lines begin with that may go on with another, or that others go on with: space, tab, an escape, and letters of the words below. */
const special = new Set([...' \t\\.CSDTcgpf'].map((character) => character.charCodeAt(0)))

/** What a record begins with that is indented. */
const indent = /^(?: |\\t|\\u0009)+/
const margin =
  /^(?:Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)|created by |goroutine \d+ \[|During handling of |The above exception )/
const pythonHead = /^Traceback \(most recent call last\)/
/** `ValueError: …`, `requests.exceptions.Timeout`, and what is cut off behind. */
const pythonEnd = /^[A-Za-z_][\w.]*(?::|$)/
const goHead = /^(?:panic: |fatal error: |goroutine \d+ \[)/
const goFrame = /^[\w./*()-]+\.[\w.*()[\]{}-]+\(/

export function createTraceReader(): TraceReader {
  let within: 'python' | 'go' | null = null

  return { goesOn, recordGoesOn }

  function recordGoesOn(bytes: Buffer, start: number): boolean {
    // Most lines are told by their first character.
    if (within === null && !special.has(bytes[start + beforeText]!)) return false
    const text = bytes.toString('latin1', start + beforeText, start + beforeText + traceBeginning)
    const end = text.indexOf('\\n"')
    return goesOn((end < 0 ? text : text.slice(0, end)).replace(indent, ' '))
  }

  function goesOn(beginning: string): boolean {
    if (/^[ \t]/.test(beginning)) return beginning.trim() !== ''
    if (within === 'go' && (beginning === '' || goFrame.test(beginning))) return true
    if (goHead.test(beginning)) {
      const isFirst = within !== 'go'
      within = 'go'
      return !isFirst
    }
    if (pythonHead.test(beginning)) {
      within = 'python'
      return false
    }
    const isLast = within === 'python' && pythonEnd.test(beginning)
    within = null
    return isLast || margin.test(beginning)
  }
}
