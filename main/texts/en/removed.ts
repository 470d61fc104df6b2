/** What is said of removal that can be taken back. */
export const removedTexts = {
  'conflict/occupied': 'Something lies already where {object} was to go. Nothing was moved.',
  'unsupported/apart':
    'What is removed cannot be kept here: the engine’s data and Slipway’s folder are on two file systems. {object} is as it was; remove it for good, or commit it first.',
  'unsupported/keeping':
    'This engine keeps {object} in a way from which it cannot be brought back once it is removed. Remove it for good, or commit it first.',
  'unsupported/autoRemove':
    '{object} was run with --rm: it is gone as soon as it stops, and cannot be brought back. Remove it for good, or commit it first.',
  'image-unknown/removed':
    'The image {image}, on which {object} stands, is not here any more. Load or pull the very same one, then bring it back.',
  'not-found/removed': '{object} is not among what was removed. It is back already, or removed for good.',

  'return/name':
    'The name {object} is another container’s by now, so it is called {name} and was not started.',
  'return/address':
    'The address {address} of {object} is held by {by} now, so it was not started. Stop {by}, or remove it, first.',
  'return/no-network': 'The network {network} of {object} is gone and could not be made again: {reason}',
  'return/not-started': '{object} is back, but could not be started: {reason}',
} as const
