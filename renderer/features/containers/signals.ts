/** The signals that are sent most, the one that cannot be refused first; each has a word in the locale file. */
export const signals = ['KILL', 'TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2', 'STOP', 'CONT'] as const
