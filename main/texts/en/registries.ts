/** What registries, and the programs that keep the passwords of them, have against something. */
export const registryTexts = {
  'registry-denied/login':
    '{host} asks for a log-in before it goes on with {object}. Log in with a user and a password, or with an access token.',
  'registry-denied/stale':
    '{host} does not accept the log-in that is kept for it, so {object} did not get through. Log in again.',
  'registry-denied/kept':
    '{host} asks for a log-in before it goes on with {object}, and the one that is kept cannot be read. {reason}',
  'registry-denied/unread':
    'What opens {host} cannot be read, and without that the builder does not ask for {object}. {reason}',
  'registry-denied/private':
    '{host} has no {object}, or gives it only to those who log in; it does not say which. Check the name, or log in.',
  'registry-denied/hub':
    'Docker Hub gives the same answer whether there is no {object} or only those who log in may have it. Check the name first; if it is private, log in.',
  'registry-denied/hubPull':
    'Docker Hub gives the same answer whether there is no {object} or you may not have it. Check the name first, or log in as somebody who may.',
  'registry-denied/pull':
    '{host} does not give out {object} to you. Check the name, or log in as somebody who may have it.',
  'registry-denied/push':
    '{host} does not take {object} from you. Check the name, or log in as somebody who may push there.',
  'registry-denied/limit':
    '{host} lets through no more for now, so {object} has to wait. Try again later, or log in, which often allows more.',
  'registry-denied/password': '{host} does not let {user} in with this password. Check both.',
  'registry-unreachable/answer':
    'What answers at {host} is no registry, or something stands before it. Check the name and the port of {object}.',
  'registry-unreachable/trouble':
    '{host} cannot do this now; it says {status}. Try again in a while, or ask who runs it.',
  'registry-unreachable/broken':
    'The connection to {host} broke off before {object} was through. Try again: what arrived is not sent again.',
  'registry-unreachable/loopback':
    '{host} is out of reach: the engine has a network of its own, in which that address is the engine itself. Run the registry as a container, or give it another address.',
  'registry-unreachable/certificate':
    'The engine does not trust the certificate of {host}: {reason}. Ask who runs it for one that is trusted.',
  'registry-unreachable/plain':
    '{host} speaks without encryption, which the engine refuses. If that is meant to be so, add it to the registries without TLS under Engine.',
  'image-unknown/registry': 'The registry has no image {object}. Check the name and the tag.',
  'unsupported/platform':
    '{object} is not made for this kind of machine, or in a format that the engine cannot read.',
  'engine-failed/push':
    'The engine says no word of {object} having arrived at {host}, so it may not be there. Try again.',

  'not-found/helper':
    '{program}, which is to keep the passwords of registries, is not on this machine. Install it, or take its name out of docker’s config.json.',
  'timeout/helper':
    '{program}, which keeps the passwords of registries, did not answer within {seconds} seconds. See whether it waits for something, then try again.',
  'denied/helper': '{program}, which keeps the passwords of registries, failed: {reason}.',
  'unsupported/helper':
    '{program}, which keeps the passwords of registries, gave an answer that cannot be understood. Mend it, or log in here.',
  'denied/config':
    '{file} cannot be used, and was left as it is: {reason}. Mend it or move it away, then try again.',
} as const
