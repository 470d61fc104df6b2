import type { PortBinding } from '../../contract/containers'
import { AppError } from '../../contract/errors'

const securePorts = [443, 8443]
/** Listening on all addresses: this machine is one of them. */
const everywhere = ['0.0.0.0', '::', '']

/**
 * The address of a published port, for a browser on this machine.
 * @throws AppError `conflict` when the port is not published now, `unsupported` when no browser could speak to it
 */
export function publishedAddress(port: PortBinding | undefined, exposed: string, object: string): string {
  if (!port?.hostPort) {
    throw new AppError('conflict/port', { object, port: exposed })
  }
  if (port.protocol !== 'tcp') {
    throw new AppError('unsupported/port', { object, port: exposed })
  }
  const scheme = securePorts.includes(port.containerPort) ? 'https' : 'http'
  const ip = port.hostIp ?? ''
  const host = everywhere.includes(ip) ? 'localhost' : ip.includes(':') ? `[${ip}]` : ip
  return `${scheme}://${host}:${port.hostPort}`
}
