import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun, run } from '../support/command.mjs'

const advice = 'Check that apt-get update works on this machine, then run the same command again.'

/**
 * apt with package lists of its own, so that it needs no root and does not depend on how old the machine's
 * lists are. Signatures are checked as ever.
 * @param {string} folder an empty one, absolute
 * @param {string} [sources] a sources file to use in place of the machine's
 */
export function privateApt(folder, sources) {
  const options = {
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    ...(sources && { 'Dir::Etc::sourcelist': sources, 'Dir::Etc::sourceparts': '/dev/null' }),
    // apt's own user cannot write into folders of ours.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::IndexTargets::deb::CNF::DefaultEnabled': 'false',
    'Acquire::Retries': '2',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  return {
    /** Other people's sources may fail without harm: what counts is whether the packages are found. */
    update: () => run('apt-get', [...flags, 'update', '-qq'], { seconds: 300 }),
    /** The address and the release of every list. */
    targets: () =>
      mustRun(
        'apt-get',
        [...flags, 'indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages'],
        advice,
      ),
    /** The records of the versions that apt would install. */
    show: async (names) => (await run('apt-cache', [...flags, 'show', '--no-all-versions', ...names])).stdout,
    /** Writes the packages (as name=version) into a folder. */
    download: (names, into) =>
      mustRun('apt-get', [...flags, 'download', '-qq', ...names], advice, { cwd: into, seconds: 900 }),
  }
}
