/** Failures and warnings of builds. */
export const buildTexts = {
  'not-found/dockerfile':
    'There is no Dockerfile in {object}. Choose a folder with a Dockerfile, a Containerfile, or a file that ends with .Dockerfile.',
  'not-found/buildFolder': '{object} is not there any more. Choose the folder again.',
  'not-found/buildFile': '{file} is not in {object} any more. Choose the folder again.',
  'not-found/build': 'This build is not listed any more. Begin it again with Build.',
  'not-found/buildx': '{missing}, which builds images, is missing. Run {mend}, then build again.',
  'not-found/buildxInstall': '{missing}, which builds images, is missing. Install Slipway again.',
  'not-found/buildSecret': '{object}, the secret {id}, is no file that is there any more. Choose it again.',
  'unsupported/buildSecrets':
    'This engine builds without BuildKit, which alone knows secrets ({object}). Take them out, or choose another engine.',
  'invalid-input/dockerfile': '{file}, line {line}: {reason}. Mend it, then try again.',
  'invalid-input/emptyDockerfile': '{file} has no instruction in it. It needs FROM, to begin with.',
  'invalid-input/longDockerfile': '{file} is larger than a Dockerfile can be. Choose another one.',
  'invalid-input/fileKind': '{file} is not an ordinary file, so it cannot be built from. Replace it by one.',
  'invalid-input/target': '{file} has no stage {target} any more. Choose another target.',
  'invalid-input/buildFile': '{file} cannot be read: {reason}. Mend that, then try again.',
  'invalid-input/contextFile':
    '{path} in the folder cannot be read: {reason}. Mend that, or name it in .dockerignore.',
  'denied/buildFile': '{file} cannot be read: {reason}. Change its permissions, then try again.',
  'denied/contextFile':
    '{path} in the folder cannot be read. Change its permissions, or name it in .dockerignore.',
  'engine-failed/build': '{object} was not built: {reason}. Mend that, then build again.',
  'engine-failed/buildStep':
    '{object} was not built: {instruction} in line {line} of {file} failed: {reason}. Mend that, then build again.',
  'engine-failed/buildFile':
    '{object} was not built: {instruction} in line {line} of {file} needs {path}, which is not there. Look at the path, and whether .dockerignore leaves it out, then build again.',
  'engine-failed/buildSilent':
    '{object} was not built: the builder ended without a word. Build again; if it happens again, look at the log under Engine.',
  'engine-failed/buildEnded':
    '{object} was not built: {signal} ended the builder, perhaps for want of memory. Build again.',
  'engine-unreachable/build':
    '{object} was not built: the engine went away meanwhile. Wait until it answers, then build again.',
  'unparsed/unknownInstruction': '{word} is no instruction of a Dockerfile',
  'unparsed/noFrom': '{word} stands before the first FROM',
  'build-warning/unreadable':
    'A file of the folder cannot be read and counts as empty: {paths}. Change its permissions, or name it in .dockerignore. | {n} files of the folder cannot be read and count as empty, among them {paths}. Change their permissions, or name them in .dockerignore.',
  'build-warning/sockets':
    'A socket of the folder is left out of the image: {paths}. | {n} sockets of the folder are left out of the image, among them {paths}.',
} as const
