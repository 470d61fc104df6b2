import './setup/node.mjs'
import { resolve } from 'node:path'
import { readArguments } from './package/arguments.mjs'
import { makePackage } from './package/makePackage.mjs'
import { describeElectron } from './setup/electron.mjs'
import { setUp } from './setup/setUp.mjs'
import { electronRuntime } from './support/electronRuntime.mjs'
import { main, say } from './support/report.mjs'

// npm run package [-- deb AppImage] [--output FOLDER]: the application as people get it, unpacked unless told otherwise.
await main(async () => {
  const { targets, output } = readArguments(process.argv.slice(2))
  await setUp()
  const runtime = electronRuntime()
  if (runtime.fallback) {
    say(`Electron ${describeElectron(runtime)}: what is packaged with it is for trying, not for giving away.`)
  }
  await makePackage({ targets, output: resolve(process.env.INIT_CWD ?? '', output), runtime })
})
