/** What is said of containers that are changed or cloned. */
export const recreateTexts = {
  'recreate/ended': '{object} ended by itself soon after its start, with exit code {exitCode}.',
  'recreate/unhealthy': '{object} was started, but its health check fails.',
  'engine-failed/recreate': '{reason}',
  'not-found/edit': 'What {object} was before it was changed is not known any more.',
  'unsupported/recreate':
    'Only the name and the restart policy of {object} can be changed here: what it has written cannot be carried over. Run another like it, or commit it first.',
  'unsupported/clone':
    'What {object} has written cannot be copied here. Run another like it, or commit it and run that image.',
} as const
