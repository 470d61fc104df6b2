import { AppError } from '../contract/errors'

/** What the engine answers; null where it does not know what it was asked about. @throws AppError every other failure */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'not-found') throw thrown
    return null
  }
}
