/** Why layers cannot be read, shown or saved. */
const failures = {
  'archive-invalid/memory':
    'Reading {object} takes too much memory, so it was stopped. It holds more files than Slipway can show.',
  'archive-invalid/index':
    'What was read of {object} makes no sense. Open it again, or choose another archive.',
  'conflict/exists':
    '{object} cannot be written there: {reason}. Choose another directory, or rename what is there.',
  'engine-failed/layerwalk': 'The layers of {object} could not be read: {reason}. Try again.',
  'internal/incomplete': 'Not all layers were read. Try again.',
  'internal/layersThread': 'Reading the layers ended unexpectedly. Try again.',
  'internal/layerwalk': '{program} cannot be run: {reason}. Install Slipway again, then try again.',
  'internal/readerThread': 'Reading {object} ended unexpectedly. Try again.',
  'invalid-input/comparison':
    'A comparison cannot be compared with something else. Choose two images or containers.',
  'not-found/below':
    'The image that {object} stands on was removed, so its layers cannot be read. Pull or load that image again.',
  'not-found/content': 'The content of {path} is in another layer. Choose that layer.',
  'not-found/inArchive': '{image} is not in this archive. Choose another image, or another archive.',
  'not-found/inLayer': '{path} is not in layer {number}. Choose a layer that has it.',
  'not-found/inLayers': '{path} is in none of these layers. Choose another path.',
  'not-found/layered': 'There is no image or container {object}. Check the name.',
  'not-found/layeredContainer': 'There is no container {object}. Check the name, or whether it was removed.',
  'not-found/layeredImage': 'There is no image {object}. Check the name, or whether it was removed.',
  'not-found/layerFile': '{path} is no file of this layer. Choose a layer that has it.',
  'not-found/layersClosed': 'These layers are not open any more. Open them again.',
  'not-found/layersOf': '{object} is not open any more. Open it again.',
  'not-found/ofLayer':
    'What was to be read of {object} is no longer there. It was removed, perhaps by another program.',
  'not-found/onDisk': '{object} is not there. Check the path.',
  'not-found/savable': '{path} cannot be saved from this layer. Choose a layer that has it.',
  'not-found/unchosen': 'This archive was not chosen since Slipway began. Choose it again.',
  'timeout/reading': '{object} was not read within {seconds} s. Try again when this machine has less to do.',
  'unsupported/block-device': '{object} is a block device, which has no content. Choose a file.',
  'unsupported/character-device': '{object} is a character device, which has no content. Choose a file.',
  'unsupported/fifo': '{object} is a named pipe, which has no content. Choose a file.',
  'unsupported/socket': '{object} is a socket, which has no content. Choose a file.',
  'unsupported/symlink': '{object} is a symbolic link to {target}. Choose what it leads to.',
  'unsupported/folder': '{object} is a directory, which has no content of its own. Choose a file in it.',
  'unsupported/otherKind': 'What was to be read of {object} is another kind of file by now. Open it again.',
  'unsupported/comparedFiles': 'Files are read from one image, not from two. Open one of them.',
  'unsupported/comparedLayers': 'This can be asked of one image only. Open one of the two.',
  'unsupported/crowded':
    '{object} cannot be shown: too much is being read already. Wait a moment, then try again.',
  'unsupported/entries': 'A layer of {object} has more files than Slipway can show.',
  'unsupported/layersAsked': 'Too much is asked of the layers at once. Wait a moment, then try again.',
  'unsupported/layersOpen': 'Too many layers are open already. Close some of them, then try again.',
  'unsupported/layersPlace':
    'The engine does not say where the layers of {object} lie, and gives out those of images only. Open its image instead.',
  'unsupported/nsenter':
    'The layers of {object} cannot be read without the program nsenter. Install util-linux, then try again.',
  'unsupported/system': '{object} cannot be read or written there: {reason}. Choose another place.',
} as const

/** What is wrong with a file of rules, for the command line. */
const rules = {
  'invalid-input/rulesFile': '{file} cannot be read as rules: {reason}. Mend it, then try again.',
  'invalid-input/rulesNone': '{file} has no rules. The rules are {rules}.',
  'invalid-input/rulesList': '{file}: "rules" is no list of rules. The rules are {rules}.',
  'invalid-input/rulesUnknown': '{file}: there is no rule "{rule}". The rules are {rules}.',
  'invalid-input/rulesNested': '{file}: {rule} is no single value. Give it a number, or switch it off.',
  'invalid-input/rulesValue': '{file}: {rule} cannot be "{value}". Give it a number, or switch it off.',
} as const

/** How a program of ours ended that said nothing: the reason in a sentence about what it was to do. */
const endings = {
  'layerwalk/exit': 'it ended with exit code {status}',
  'layerwalk/signal': 'it was ended by a signal',
} as const

/**
 * What is wrong with an archive: the reason in `archive-invalid/problem`, by the problem and what more there is to say.
 * Behind `limit` is the name of the limit (`layers/archive/limits.ts`).
 */
const archives = {
  'archive/cut-off': 'it is cut off',
  'archive/cut-off/entry': 'it ends in the middle of an entry',
  'archive/cut-off/compression': 'its compressed data is cut off',
  'archive/bad-header/afterEnd': 'an entry follows its end',
  'archive/bad-header/checksum': 'a header has a wrong checksum',
  'archive/bad-header/extended': 'an extended header is damaged',
  'archive/bad-header/kind': 'it has an entry of an unknown type',
  'archive/bad-header/number': 'a header has a number that is none',
  'archive/bad-header/owner': 'a header has an owner that is none',
  'archive/bad-header/sparse': 'a sparse map is damaged',
  'archive/bad-header/time': 'a header has a time that is none',
  'archive/bad-path/directory': '{name} leads out of the directory',
  'archive/bad-path/linkNul': 'a link has a NUL in it',
  'archive/bad-path/manifest': 'its manifest.json leads out of the archive',
  'archive/bad-path/nul': 'a path has a NUL in it',
  'archive/bad-path/root': 'the root of a layer is no directory',
  'archive/bad-path/upwards': 'a path leads out of the archive',
  'archive/bad-path/whiteout': 'a whiteout names no file',
  'archive/bad-compression/damaged': 'its compressed data is damaged',
  'archive/bad-compression/dictionary': 'its compression needs a dictionary',
  'archive/bad-compression/program':
    'it is packed with {program}, and this machine has no program of that name to unpack it',
  'archive/bad-document/json': '{name} is not JSON',
  'archive/bad-document/shape': '{name} is not what it should be',
  'archive/bad-digest/document': '{name} is not what its digest says',
  'archive/bad-digest/layer': 'the layer {name} is not what its digest says',
  'archive/bad-layout/archive': 'it is no archive',
  'archive/bad-layout/file': 'it is no file',
  'archive/bad-layout/images': 'it holds no image',
  'archive/bad-layout/layers': 'an image names other layers than its configuration',
  'archive/bad-layout/manifest': 'it says nothing of images',
  'archive/bad-layout/others': 'what it holds is no image but signatures, charts or the like',
  'archive/bad-layout/platforms':
    'its images are for other machines ({platforms}), and nothing says which one is meant',
  'archive/bad-layout/sparse': 'one of its members is a sparse file',
  'archive/bad-layout/version': 'it is of an unknown version of the OCI layout',
  'archive/missing': 'it lacks {name}',
  'archive/missing/elsewhere':
    'its layer {name} has to be fetched from elsewhere, which the engine does not do',
  'archive/duplicate': 'it has two of {name}',
  'archive/limit/allDocumentBytes': 'its documents are too large',
  'archive/limit/allDocumentValues': 'its documents say far too much',
  'archive/limit/depth': 'one of its paths is too deep',
  'archive/limit/documentBytes': 'one of its documents is too large',
  'archive/limit/documentDepth': 'one of its documents is nested too deep',
  'archive/limit/documentValues': 'one of its documents says far too much',
  'archive/limit/entries': 'it has too many entries',
  'archive/limit/headerBytes': 'one of its headers is too long',
  'archive/limit/history': 'the history of one of its images is too long',
  'archive/limit/images': 'it has too many images',
  'archive/limit/indexBytes': 'its layers have too many entries',
  'archive/limit/layers': 'one of its images has too many layers',
  'archive/limit/memberNameBytes': 'its members have too long names',
  'archive/limit/members': 'it has too many members',
  'archive/limit/nameBytes': 'its paths are too long altogether',
  'archive/limit/nestedIndexes': 'its indexes are nested too deep',
  'archive/limit/pathBytes': 'one of its paths or links is too long',
  'archive/limit/quietMilliseconds': 'a few of its bytes unpack without end',
  'archive/limit/ratio': 'it unpacks to far more than it holds',
  'archive/limit/treeBytes': 'one of its layers would take too much memory',
  'archive/limit/unpackedBytes': 'it unpacks to too many bytes',
  'archive/limit/windowBytes': 'its compression needs too much memory',
} as const

export const layerTexts = { ...failures, ...rules, ...endings, ...archives } as const
