/** Why a log cannot be read, searched or emptied. */
export const logTexts = {
  'conflict/logWritten':
    '{object} runs, and Docker would not find the lines that it writes after its log was emptied. Stop it first.',
  'internal/logsThread': 'Reading the log ended unexpectedly. Open it again.',
  'invalid-input/expression': 'This is no regular expression: {reason}.',
  'not-found/logClosed': 'This log is not open any more. Open it again.',
  'unsupported/logsOpen': 'Too many logs are open. Close some of them, then try again.',
  'unsupported/clearElsewhere':
    "The log of {object} does not lie in files of Slipway's own engine, so it cannot be emptied from here.",
} as const
