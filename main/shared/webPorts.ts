/** Ports that programs serve pages on, the likeliest first. */
const webPorts = [80, 443, 8080, 3000, 5000, 8000, 8443]

/** For sorting: the port that a browser is most likely meant for comes first, others keep their order by number. */
export function compareWebFirst(a: number, b: number): number {
  return rank(a) - rank(b) || a - b
}

function rank(port: number): number {
  const at = webPorts.indexOf(port)
  return at === -1 ? webPorts.length : at
}
