/** What is said of containers beside the errors. */
export const containerTexts = {
  'start/no-program': 'The program {command} does not exist in {image}.',
  'start/program-denied': 'The program {command} of {image} may not be run.',
  'command-not-found/shell': '{object} has no shell. Open a toolbox, which brings its own.',
  'not-found/toolbox':
    'The program of the toolbox, {path}, cannot be read: {reason}. Install Slipway again, then try again.',
  'unsupported/toolboxHere':
    'A toolbox of this machine is a program for {ours}, and the engine of {object} runs on {theirs}.',
  'unsupported/toolboxShared':
    '{object} shares the processes of another container, and on this engine nothing tells which are its own. Open a toolbox in that container.',
} as const
