/**
 * What the machine itself must have: Chromium's libraries, what is opened or run and not linked, the compiler for the
 * programs in native/, and what the engine's parts link to or call. The .deb depends on the same, less the compiler.
 */
const always = [
  { name: 'libgtk-3-0', t64: true },
  { name: 'libasound2', t64: true },
  { name: 'libnss3' },
  { name: 'libgbm1' },
  { name: 'libxss1' },
  { name: 'libxtst6' },
  // Electron opens it when it starts: without it there are no notifications.
  { name: 'libnotify4' },
  // Opened by docker-credential-secretservice, where registries' passwords are kept in the session's keyring.
  { name: 'libsecret-1-0' },
  // xdg-open, for the addresses that are opened in the browser.
  { name: 'xdg-utils' },
  // `ssh -G` reads ~/.ssh/config.
  { name: 'openssh-client' },
  { name: 'g++' },
  // newuidmap and newgidmap are setuid, so they cannot come with the engine's other parts.
  { name: 'uidmap' },
  { name: 'iptables' },
  { name: 'iproute2' },
  { name: 'libslirp0' },
  { name: 'libseccomp2' },
  { name: 'procps' },
  // dockerd runs it where a build adds an archive of that kind.
  { name: 'xz-utils' },
  { name: 'ca-certificates' },
]
const forVirtualDisplay = [{ name: 'xvfb' }, { name: 'dbus' }]
/** What is run by tests and benchmarks and by nothing else. */
const forTests = [
  // Certificates of engines behind TLS.
  { name: 'openssl' },
  // Small disks to fill: mkfs.ext4, losetup.
  { name: 'e2fsprogs' },
  { name: 'mount' },
  // mmdebstrap, which makes the base of the large image, is written in it.
  { name: 'perl' },
  // debootstrap, which makes the bare machine, fetches with it.
  { name: 'wget' },
]

/**
 * The packages' names on this machine: since the change to 64-bit time (glibc 2.39 came with it in Debian and
 * Ubuntu) some bear the suffix t64.
 * @param {string} glibc the version of libc6, such as 2.36-9+deb12u14
 * @param {{ virtualDisplay?: boolean, tests?: boolean }} also
 * @returns {string[]}
 */
export function systemPackages(glibc, { virtualDisplay = false, tests = false }) {
  const [major, minor] = glibc.split(/[.-]/).map(Number)
  const suffix = major > 2 || minor >= 39 ? 't64' : ''
  const needs = [...always, ...(virtualDisplay ? forVirtualDisplay : []), ...(tests ? forTests : [])]
  return needs.map(({ name, t64 }) => (t64 ? name + suffix : name))
}

/** What dpkg-query is asked for `installedPackages`. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
export const packageQuestion = ['-W', '-f', '${Package} ${Version} ${db:Status-Status}\\n']

/**
 * Reads what dpkg-query answers.
 * @param {string} listing
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
