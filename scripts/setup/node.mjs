// Imported before all else, so that an old Node stops with a sentence and not with a syntax error.
const least = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < least[0] || (major === least[0] && minor < least[1])) {
  console.error(
    `Slipway needs Node ${least.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'Install a newer Node and run the same command again.',
  )
  process.exit(1)
}
