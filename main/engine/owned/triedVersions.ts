import { compareVersions } from './dockerVersion'

/**
 * The older Dockers that went on with all that a newer one had written (containers, images, networks, volumes and the build
 * cache: tests/integration/engineVersions.test.ts), by the newer one's major version, which is all that the set-up goes by.
 */
const olderOn: Readonly<Record<string, readonly string[]>> = { 28: ['26.1.5'] }

/** Versions older than this one that were tried with its data. */
export const triedOn = (version: string): readonly string[] => olderOn[version.split('.', 1)[0]!] ?? []

/** @param tried versions, as an identity names them */
export const isAmong = (tried: readonly string[], version: string): boolean =>
  tried.some((one) => compareVersions(one, version) === 0)
