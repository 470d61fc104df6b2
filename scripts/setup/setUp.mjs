import { together } from '../support/report.mjs'
import { build } from './build.mjs'
import { dependencies } from './dependencies.mjs'
import { electron } from './electron.mjs'
import { engine } from './engine.mjs'
import { native } from './native.mjs'
import { olderEngine } from './olderEngine.mjs'
import { podman } from './podman.mjs'
import { system } from './system.mjs'
import { testing } from './testing.mjs'

/**
 * All that a clean clone lacks; what is there already costs only the look. Each step says in one line what
 * it did and nothing when there was nothing to do.
 * @param {{ virtualDisplay?: boolean, application?: boolean, tests?: boolean, again?: boolean }} [options]
 *   `virtualDisplay`: Xvfb is needed too; `application`: false leaves out the build (which the development server
 *   does itself); `tests`: what only tests and benchmarks use is needed too; `again`: what could not be reached the last
 *   time is looked for at once
 */
export async function setUp({
  virtualDisplay = false,
  application = true,
  tests = false,
  again = false,
} = {}) {
  await system({ virtualDisplay, tests })
  // The compiler keeps processors busy, and the rest waits for the network for the most part.
  await together(native({ tests }), fetched({ tests, again }))
  if (application) await build()
}

async function fetched({ tests, again }) {
  await dependencies()
  await electron()
  await engine({ patient: !again })
  if (!tests) return
  await testing()
  await olderEngine()
  await podman()
}
