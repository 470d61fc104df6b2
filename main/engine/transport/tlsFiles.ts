import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TlsFiles } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'
import { whyNotRead } from './transport'

/** What of the files is given, in PEM. */
export interface TlsMaterial {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

/**
 * Reads the files, and looks whether they are what they are named for: TLS itself would say which one is not only in
 * OpenSSL's words.
 * @throws AppError `denied/path` with the `file` and the `reason`
 */
export async function readTlsFiles({ ca, cert, key }: TlsFiles): Promise<TlsMaterial> {
  const [caText, certText, keyText] = await Promise.all([ca, cert, key].map(readPem))
  if (caText) certificateIn(ca!, caText)
  const certificate = certText && certificateIn(cert!, certText)
  if (certificate && keyText && !certificate.checkPrivateKey(keyIn(key!, keyText))) {
    throw unfit(key!, sentence('why/other-key'))
  }
  return { ca: caText, cert: certText, key: keyText }
}

async function readPem(file: string | null): Promise<Buffer | undefined> {
  if (file === null) return undefined
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw unfit(file, whyNotRead(cause), cause)
  })
}

function certificateIn(file: string, text: Buffer): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (cause) {
    throw unfit(file, sentence('why/no-certificate'), cause)
  }
}

function keyIn(file: string, text: Buffer) {
  try {
    return createPrivateKey(text)
  } catch (cause) {
    throw unfit(file, sentence('why/no-private-key'), cause)
  }
}

function unfit(file: string, reason: Sentence | string, cause?: unknown): AppError {
  return new AppError('denied/path', { file, reason, object: file }, { cause })
}
