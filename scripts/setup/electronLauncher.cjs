// Becomes resources/app/index.js of the fallback Electron, which has no default_app.asar of its own, so that
// `electron [flags] DIR [arguments]` opens the application in DIR as any other Electron does.
const { app } = require('electron')
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

const { preloads, directory } = readArguments(process.argv.slice(1))
if (!directory) {
  console.error('Usage: electron [flags] DIRECTORY [arguments]')
  process.exit(1)
}
for (const file of preloads) Module._load(path.resolve(file), Module, true)
openApplication(path.resolve(directory))

/** The first argument that is no flag is the application; what follows belongs to it. */
function readArguments(args) {
  const preloads = []
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]
    if (argument === '-r' || argument === '--require') preloads.push(args[++at])
    else if (!argument.startsWith('-')) return { preloads, directory: argument }
  }
  return { preloads, directory: undefined }
}

function openApplication(root) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  let entry
  try {
    const manifest = path.join(root, 'package.json')
    if (fs.existsSync(manifest)) {
      const { name, productName, version, desktopName } = JSON.parse(fs.readFileSync(manifest, 'utf8'))
      if (version) app.setVersion(version)
      if (productName || name) app.setName(productName || name)
      app.setDesktopName(desktopName || `${app.getName()}.desktop`)
      app.setAppPath(root)
    }
    entry = Module._resolveFilename(root, null, true)
    if (!fs.existsSync(manifest)) app.setAppPath(path.dirname(entry))
  } catch (error) {
    console.error(`No application to open in ${root}: ${error.message.split('\n')[0]}`)
    process.exit(1)
  }
  Module._load(entry, Module, true)
}
