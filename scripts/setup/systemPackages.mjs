/**
 * What the machine itself must have: Chromium's libraries, the compiler for the programs in native/, and what
 * the engine's parts link to or call.
 */
const always = [
  { name: 'libgtk-3-0', t64: true },
  { name: 'libasound2', t64: true },
  { name: 'libnss3' },
  { name: 'libgbm1' },
  { name: 'libxss1' },
  { name: 'libxtst6' },
  { name: 'g++' },
  // newuidmap and newgidmap are setuid, so they cannot come with the engine's other parts.
  { name: 'uidmap' },
  { name: 'iptables' },
  { name: 'iproute2' },
  { name: 'libslirp0' },
  { name: 'libseccomp2' },
  { name: 'procps' },
  { name: 'ca-certificates' },
]
const forVirtualDisplay = [{ name: 'xvfb' }, { name: 'dbus' }]

/**
 * The packages' names on this machine: since the change to 64-bit time (glibc 2.39 came with it in Debian and
 * Ubuntu) some bear the suffix t64.
 * @param {string} glibc the version of libc6, such as 2.36-9+deb12u14
 * @returns {string[]}
 */
export function systemPackages(glibc, { virtualDisplay }) {
  const [major, minor] = glibc.split(/[.-]/).map(Number)
  const suffix = major > 2 || minor >= 39 ? 't64' : ''
  const needs = virtualDisplay ? [...always, ...forVirtualDisplay] : always
  return needs.map(({ name, t64 }) => (t64 ? name + suffix : name))
}

/**
 * Reads `dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n'`.
 * @returns {Map<string, string>} version by package, of those that are installed
 */
export function installedPackages(listing) {
  const fields = listing.split('\n').map((line) => line.split(' '))
  return new Map(
    fields.filter(([, , status]) => status === 'installed').map(([name, version]) => [name, version]),
  )
}

/**
 * One line that a person can paste, for all that is missing.
 * @param {string[]} packages
 * @param {string[]} commands further ones that need root
 */
export function oneCommand(packages, commands = []) {
  const install = packages.length > 0 ? [`apt-get install -y ${packages.join(' ')}`] : []
  return [...install, ...commands].map((command) => `sudo ${command}`).join(' && ')
}
