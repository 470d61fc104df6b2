import { AppError } from '../../contract/errors'
import type { VolumeRequest } from '../../contract/volumes'
import type { EngineApi } from '../../engine/api/api'

/** How Docker and Podman say that a driver is not there, and that it does not take an option. */
const noDriver = /volume plugin .*not found|no volume plugin|required plugin missing/i
const badOptions = /invalid option|missing required option|invalid mount option/i

/**
 * Creates a volume. The engine takes a second request for the same name as done, whatever it asks for: so one that is there is
 * looked for first.
 * @throws AppError `name-taken`, `unsupported` (details.driver), `invalid-input` (details.options), `disk-full`, ...
 */
export async function createVolume(engine: EngineApi, request: VolumeRequest): Promise<void> {
  const { name, driver } = request
  if (await isThere(engine, name)) throw new AppError('name-taken/volume', { object: name })
  const body = {
    Name: name,
    Driver: driver,
    DriverOpts: entries(request.options),
    Labels: entries(request.labels),
  }
  try {
    await engine.volumes.create(body, { object: name })
  } catch (thrown) {
    const said = AppError.from(thrown).details?.engine ?? ''
    if (noDriver.test(said)) {
      const drivers = await volumeDrivers(engine).catch(() => ['local'])
      const details = { object: name, driver, drivers, engine: said }
      throw new AppError('unsupported/volumeDriver', details, { cause: thrown })
    }
    if (badOptions.test(said)) {
      const details = { object: name, driver, engine: said }
      throw new AppError('invalid-input/volumeOptions', details, { cause: thrown })
    }
    throw thrown
  }
}

/** The names of the drivers that the engine has. */
export async function volumeDrivers(engine: EngineApi): Promise<readonly string[]> {
  const { Plugins } = await engine.system.info()
  return Plugins?.Volume ?? ['local']
}

async function isThere(engine: EngineApi, name: string): Promise<boolean> {
  try {
    await engine.volumes.inspect(name)
    return true
  } catch (thrown) {
    if (AppError.from(thrown).code === 'not-found') return false
    throw thrown
  }
}

function entries(pairs: VolumeRequest['labels']): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
}
