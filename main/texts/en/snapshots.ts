/** What is said of snapshots of containers. */
export const snapshotTexts = {
  'unsupported/snapshot':
    'This engine keeps {object} in a way from which no snapshot can be taken. Commit it to an image instead.',
  'unsupported/snapshotFleeting':
    '{object} was run with --rm: to go back it would have to stop, and is gone as soon as it does. Commit it to an image instead.',
  'conflict/snapshot':
    '{object} was started anew each time that its files were being copied, so no snapshot was taken. Try again once it stays up, or stop it first.',
  'not-found/snapshot': 'This snapshot is not there any more. Choose another one.',
  'snapshot/not-started': '{object} has the files of the snapshot, but could not be started again: {reason}',
} as const
