import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * electron-builder's afterExtract hook: what a distribution of Electron brings to open other people's applications, it
 * keeps when the distribution is not its own download. The fuse would ignore it; better that it is not there.
 * @param {{ appOutDir: string }} context
 */
export default async function bareElectron({ appOutDir }) {
  for (const name of ['resources/app', 'resources/default_app.asar', 'version']) {
    rmSync(join(appOutDir, name), { recursive: true, force: true })
  }
}
