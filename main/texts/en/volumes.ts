/** What is said about volumes, signals and commits beside the general sentences, and how a commit ended. */
export const volumeTexts = {
  'in-use/volume':
    'The volume {object} is in use by {by}, so the engine keeps it. Remove what uses it first, then the volume.',
  'name-taken/volume':
    'There is a volume {object} already, and nothing of it was changed. Choose another name, or use that one.',
  'unsupported/volumeDriver': 'This engine has no volume driver {driver}. Choose one that it has: {drivers}.',
  'invalid-input/volumeOptions':
    'The driver {driver} does not take these options, so {object} was not created: {engine}',
  'invalid-input/signal':
    'This engine does not know the signal {signal}, so nothing was sent to {object}. Choose another one.',

  'commit/done': '{name} is committed',
  'commit/failed': 'Committing {name} failed',
  'export/done': '{name} is written',
  'export/failed': 'Writing {name} failed',
  'edit/done': '{name} is changed',
  'edit/failed': 'Changing {name} failed',
  'clone/done': '{name} is cloned',
  'clone/failed': 'Cloning {name} failed',
} as const
