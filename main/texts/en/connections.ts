/** Ways to an engine. What begins with `why` is the end of a sentence, told within another one. */
export const connectionTexts = {
  'engine-unreachable/reason':
    '{object} cannot be reached: {reason}. Check that its engine runs, then try again.',
  'engine-unreachable/none': 'There is no engine to ask. {why}',
  'unsupported/connection': '{object} cannot be used: {why}.',
  'unsupported/not-added': '{object} was not added here, so it cannot be removed here.',
  'not-found/connection': 'There is no connection {object} any more.',
  'in-use/active': '{object} is the active connection. Switch to another one first.',
  'conflict/engine': 'Another engine answers at {object} by now. Look at it again, then decide.',
  'denied/file':
    '{file} cannot be read, so it is not changed: {reason}. Mend it or move it away, then try again.',

  'name-taken/connection': 'Another connection is called {name}. Choose another name.',
  'unsupported/own-socket':
    "{object} is the socket of Slipway's own engine, which is in the list by itself and need not be added.",

  'denied/path': '{file} cannot be used: {reason}.',

  'why/host-silent': 'it does not answer',
  'why/host-closed': 'it closed the connection',
  'why/key-only': 'its key was all that was asked for',
  'why/link-lost': 'the connection to it was lost',
  'why/no-host': 'no host of this name is found, nor an alias in the ssh configuration',
  'why/nothing-offered': 'nothing was offered',
  'why/agent-silent': 'the ssh agent does not answer, or did not sign',
  'why/agent-and-files-refused':
    'the ssh agent does not answer, or did not sign, and it takes none of the key files',
  'why/key-locked':
    '{file} has a passphrase or is no key that can be used; add it to the ssh agent with ssh-add',
  'why/no-key': 'there is neither an ssh agent nor a key without a passphrase',
  'why/keys-refused': 'it takes neither the keys of the agent nor those of the key files',
  'why/login-slow': 'the login takes too long',
  'why/file-absent': 'it is not there',
  'why/no-certificate': 'there is no certificate in PEM in it',
  'why/no-private-key': 'there is no private key in PEM in it, or it has a passphrase',
  'why/other-key': 'it is not the key of this certificate',
  'why/file-closed': 'you may not read it',
  'why/file-is-directory': 'it is a directory',
  'why/no-json': 'it is no JSON from line {line}, column {column} on',

  'why/api-apart': 'it speaks no API below {theirs}, and this Slipway none above {most}',
  'why/ssh-configuration': 'the ssh configuration cannot be used ({said})',
  'why/ssh-configuration-slow':
    'the ssh configuration cannot be used (it takes longer than {seconds} seconds to read)',
  'why/proxy-command': 'its ssh configuration has a ProxyCommand, of which only ProxyJump is understood',
  'why/jump': 'its ProxyJump names no host ({said})',
  'why/jumps': 'its ProxyJump leads over too many hosts, or in a circle',
  'why/no-host-keys': 'only ssh has host keys',
  'why/clear': 'it goes to another machine in the clear; it needs TLS',
  'why/half-certificate': 'a certificate needs its key, and a key its certificate',
  'why/unverified': 'it asks not to verify the certificate',
  'why/no-way': 'it names no engine that Slipway can reach',

  'context/unreadable': 'The Docker context in {file} cannot be read: {said}.',
  'context/settings-unreadable': '{file} cannot be read: {said}.',
  'connections/unreadable': '{file} cannot be read, so it is left as it is: {said}.',
} as const
