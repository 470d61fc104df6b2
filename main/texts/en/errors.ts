/**
 * Failures of what was asked for: a sentence for each code of `contract/errors.ts`, and more telling ones behind a stroke.
 * Each says what happened, to which object, and what to do next.
 */
export const errorTexts = {
  'engine-unreachable':
    'The engine does not answer. Wait a moment and try again, or restart it under Engine.',
  'engine-unreachable/switched':
    'Another engine was chosen. What was not done yet at the one before is not done.',
  'engine-failed': 'The engine could not do this for {object}: {engine}',
  'engine-changed':
    'Another engine answers at {object} than before, so nothing is changed there. Say above the list whether it is the right one.',
  'engine-too-old':
    "{object} speaks version {version} of Docker's API; Slipway needs {least} or newer. Upgrade that engine.",
  'host-key-unknown':
    "{host} is not known yet. Its {keyType} key has the fingerprint {fingerprint}. Compare it with the host's own, then trust it.",
  'host-key-changed':
    '{host} shows another key by now, so nothing was sent. Try again, and compare the key that it shows then.',
  'host-key-changed/command':
    '{host} shows another key than the one in line {line} of {file}, so nothing was sent. Ask who runs it whether the key was replaced. Only if so, forget the old one: {command}',
  'certificate-refused':
    'The certificate of {host} cannot be trusted, so nothing was sent: {reason}. Check the certificate files and the name.',
  'login-denied': '{host} does not let {user} in: {reason}.',
  'login-denied/certificate':
    'The engine lets in only those whose certificate it trusts. Check the certificate and the key of this connection.',
  'not-found': '{object} is no longer there. It was removed, perhaps by another program.',
  'not-found/mend':
    '{missing}, with which the image is built, is missing. Run {mend}, which brings it or says why it cannot, then try again.',
  'not-found/missing':
    '{missing}, with which the image is built, is missing. Install Slipway again, then try again.',
  conflict: '{object} is not in a state that allows this. Look at its state, then try again.',
  'conflict/moved':
    '{object} is the name of another image by now, so it was not removed. Look at the list, and remove it there if it is that one.',
  'conflict/port':
    'Port {port} of {object} is not published now, so it cannot be opened. Start the container first.',
  'conflict/directory':
    '{directory} has a {object} already. Choose another directory, or rename what is there.',
  'in-use': '{object} is still in use. Remove what uses it first.',
  'in-use/by': '{object} is still in use by {by}. Remove what uses it first.',
  'in-use/context':
    'docker uses the context {object} now. Choose another one with docker context use default, then try again.',
  'name-taken':
    'The name {object} is already in use. Choose another name, or remove the container that has it.',
  'name-taken/name':
    'The name {name} is already in use. Choose another name, or remove the container that has it.',
  'name-taken/context':
    'There is a Docker context {object} that Slipway did not make. Rename or remove that one first.',
  'port-busy':
    'A host port of {object} is already in use. Choose another host port, or stop the program that listens there.',
  'port-busy/port':
    'Port {port} is already in use. Choose another host port, or stop the program that listens there.',
  'port-busy/container':
    'The container {by} already has port {port}. Choose another host port, or stop that container.',
  'port-busy/program':
    '{program} (process {pid}) already listens on port {port}. Choose another host port, or end that program.',
  'image-unknown': 'There is no image {object} here. Pull it or load it under Images first.',
  'command-not-found': '{object} could not start: its command is not in the image. Check the command.',
  'command-not-found/command':
    '{object} could not start: the image has no program {command}. Check the command.',
  'mount-invalid': 'A mount of {object} is not valid: {engine}',
  'mount-invalid/path': '{path} does not exist, so it cannot be mounted. Make it, or choose another path.',
  'registry-unreachable':
    'The registry of {object} cannot be reached. Check the network and the name, then try again.',
  'registry-unreachable/host':
    'The registry {host} cannot be reached. Check the network and the name, then try again.',
  'registry-denied':
    'The registry does not give out {object}. Check the name; it may be private or not exist.',
  'archive-invalid':
    '{object} is not an image archive that can be loaded. Choose one that docker save or an OCI tool wrote.',
  'archive-invalid/unread':
    '{object} cannot be read: {reason}. Look after the disk that it is on, or choose a copy of it.',
  'archive-invalid/problem':
    '{object} cannot be read as an archive of images: {reason}. Choose one that docker save or an OCI tool wrote.',
  'archive-invalid/partly':
    '{object} could not be loaded whole. Of its images, {images} is there now; about the rest the engine says: {engine}',
  'disk-full':
    'The disk with the engine’s data is full. Remove containers or images that you no longer need, then try again.',
  'disk-full/file':
    'There is no room left on the disk for {object}, so it was not written. Make room there, or choose another place.',
  denied: 'Permission was denied for {object}. Check who may use it.',
  'denied/page': 'This page may not ask Slipway for anything.',
  'denied/port': 'Port {port} needs special rights. Choose a port above 1023.',
  'denied/command':
    '{object} could not start: {command} may not be run. Check the command and its permissions.',
  'denied/reason': '{object} cannot be used: {reason}. Choose another place.',
  unsupported: 'This engine cannot do this for {object}.',
  'unsupported/engine': 'This engine cannot do this for {object}: {engine}',
  'unsupported/reason': '{object} cannot be shown: {reason}.',
  'unsupported/elsewhere':
    'The ports of {object} are those of another machine, and are not opened from here.',
  'unsupported/elsewhereBuild':
    "The welcome image is built on Slipway's own engine. Choose that one in the header first.",
  'unsupported/log':
    '{object} keeps no log that can be read here: what it writes goes where its log driver sends it. Run it with another log driver to see it.',
  'unsupported/port': 'Port {port} of {object} is not one that a browser can open.',
  timeout: 'The engine did not answer in time about {object}. Try again.',
  'invalid-input': 'What was given is not valid.',
  'invalid-input/refused': 'The engine does not take this for {object}: {engine}',
  'invalid-input/command': '{object} has no command to run: its image names none. Give it a command.',
  'invalid-input/name': 'Not a name or an id: {object}',
  'invalid-input/method': 'There is no {kinds} of this name.',
  'invalid-input/fields': 'What was given for {method} is not valid: {fields}.',
  'invalid-input/after-end': 'Something came after the end.',
  'invalid-input/no-room': 'More came than there was room for.',
  'invalid-input/address': 'Only https addresses are opened, and {object} is none.',
  cancelled: 'Cancelled.',
  internal: 'Something went wrong inside Slipway.',
  'internal/several': 'Several did not work: {all}',
  'internal/closed': 'Slipway ended this without a word.',
} as const
