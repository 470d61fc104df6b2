import { shortId } from '../../main/shared/digest'

/** What a volume is called where there is room for one name: of the 64 digits that an engine invents, twelve. */
export function volumeName(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? shortId(name) : name
}
