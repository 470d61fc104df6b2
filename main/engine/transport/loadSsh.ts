/** Only when somebody speaks ssh: it takes a while to load. */
export async function loadSsh(): Promise<typeof import('ssh2')> {
  const loaded = await import('ssh2')
  return loaded.default ?? loaded
}
