/** What goes wrong with the names of images, and with files that they are saved to and made from. */
export const imageTexts = {
  'conflict/name':
    '{object} names another image by now. Look at the list, and tag the one that you mean again.',
  'archive-invalid/import':
    '{object} is no tar archive of files, so no image can be made of it. Choose a tarball, such as docker export writes.',
  'invalid-input/changes': 'The engine does not take these changes: {engine}.',
  'engine-failed/save':
    'The engine stopped before all of {object} was written, so nothing was kept: {engine}',
} as const
