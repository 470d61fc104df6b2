import type { FirstLook } from '../../contract/firstLook'
import type { Summary } from '../../contract/layerFiles'
import { checksumFrom } from '../checksum'
import { wordAt } from '../layerIndex'
import { aligned, padded } from '../sections'

/** What is shown of an image first, and what is said of it: all that its first frame needs. */
export interface KeptLook extends FirstLook {
  readonly summary: Summary
}

/** The bytes of a kept first look: docs/layer-index.md. */
const magic = 'SLIPLOOK'
/** Another one whenever a first look or a summary of the same layers says something else, or says it otherwise. */
const version = 1
const headerBytes = 16

export function writeFirstLook(look: KeptLook): Uint8Array {
  const text = Buffer.from(JSON.stringify(look))
  const bytes = new Uint8Array(headerBytes + padded(text.length)).fill(0x20)
  bytes.set(Buffer.from(magic, 'latin1'))
  bytes.set(text, headerBytes)
  const header = new Uint32Array(bytes.buffer, 8, 2)
  header.set([version, checksumFrom(bytes, headerBytes)])
  return bytes
}

/** @returns null for what is damaged or of another version */
export function readFirstLook(bytes: Uint8Array): KeptLook | null {
  if (bytes.length < headerBytes || bytes.length % 4 !== 0) return null
  if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== magic) return null
  const whole = aligned(bytes)
  if (wordAt(whole, 8) !== version || checksumFrom(whole, headerBytes) !== wordAt(whole, 12)) return null
  return JSON.parse(Buffer.from(whole.subarray(headerBytes)).toString()) as KeptLook
}
