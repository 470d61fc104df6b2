/** As process.kill, which takes 0 (nobody was found) for everybody in the test's own process group. */
export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (!pid) throw new Error(`There is nobody to send ${name} to.`)
  process.kill(pid, name)
}
