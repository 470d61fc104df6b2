import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Programs that no line of ours names to a call, and who runs them. */
const runByOthers = {
  newuidmap: 'rootlesskit',
  newgidmap: 'rootlesskit',
  ip: 'rootlesskit',
  iptables: 'dockerd',
  ip6tables: 'dockerd',
  ps: 'dockerd, for docker top',
  xz: 'dockerd, for archives that a build adds, and Layers and Load, for those that are packed with it',
  'xdg-open': 'Electron',
}

/** Libraries that Electron opens where they are, and why Slipway does without. */
const doneWithout = {
  'drawn without a graphics card': [
    'libGL',
    'libEGL',
    'libGLESv2',
    'libGLX_nvidia',
    'libvulkan_intel',
    'libpci',
  ],
  'no sound, speech or screen is recorded': ['libpulse', 'libpipewire-0.3', 'libspeechd', 'libsoda'],
  // libsecret-1 is looked for, though: a credential helper opens it, too.
  'there are no passwords to keep': ['libgnome-keyring'],
  'the page has no network to log in to': ['libgssapi', 'libgssapi_krb5'],
  'there is no number to show on a launcher': ['libunity', 'libdbusmenu-glib'],
  'another of its kind is there': ['libgtk-4', 'libudev', 'libnss_compat'],
  'not part of Electron': ['libchromescreenai', 'libmojo_core'],
}

const calls = [
  /(?<![.\w])(?:spawn|spawnSync|execFile|execFileSync|promisify\(execFile\)|run|mustRun|server|systemProgram)\(\s*'([A-Z]?[a-z][a-z\d.+-]*)'/g,
  /\bnetwork\.(?:run|start)\('([A-Z]?[a-z][a-z\d.+-]*)'/g,
]

/**
 * The programs that the sources below some folders name to a call.
 * @param {string} root of the repository
 * @param {string[]} folders
 * @returns {Map<string, string>} where one is run, by its name
 */
export function programsIn(root, folders) {
  const found = new Map()
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true })) {
      if (!/\.(ts|mjs|cjs)$/.test(entry)) continue
      const text = readFileSync(join(root, folder, entry), 'utf8')
      for (const call of calls) {
        for (const [, name] of text.matchAll(call)) found.set(name, join(folder, entry))
      }
    }
  }
  return found
}

/** What the application needs besides what its sources name. */
export const programsOfOthers = () => new Map(Object.entries(runByOthers))

/**
 * The libraries whose names are in Electron's own files, its own left out, without their versions: it tries several.
 * @param {string} executable Electron's
 * @returns {Set<string>}
 */
export function librariesOf(executable) {
  const folder = dirname(executable)
  const own = readdirSync(folder).filter((name) => /^lib.*\.so/.test(name))
  const names = [executable, ...own.map((name) => join(folder, name))].flatMap((file) =>
    [...readFileSync(file, 'latin1').matchAll(/\0(lib[\w+.-]+)\.so(?:\.\d+)*(?=\0)/g)].map(
      ([, stem]) => stem,
    ),
  )
  const without = Object.values(doneWithout).flat()
  return new Set(
    names.filter((stem) => !own.some((name) => name.startsWith(`${stem}.so`)) && !without.includes(stem)),
  )
}
