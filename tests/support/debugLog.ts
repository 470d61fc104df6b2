/** What was asked of a dockerd, out of its log at level debug: such as `GET /v1.45/info`. Docker 28 words it otherwise than 26. */
export function requestsIn(log: string): string[] {
  const all = log.matchAll(/(?:"Calling ([A-Z]+) |method=([A-Z]+) (?:.* )?request-url="?)([^\s"]+)/g)
  return [...all].map(([, before, method, url]) => `${before ?? method} ${url}`)
}
