import type { Volume } from '../../../main/contract/volumes'
import { daysAgo, digits, hoursAgo } from './moments'

function volume(name: string, more: Partial<Volume> = {}): Volume {
  return {
    name,
    anonymous: false,
    driver: 'local',
    mountpoint: `/home/mira/.local/share/slipway/engine/data/volumes/${name}/_data`,
    scope: 'local',
    createdAt: daysAgo(12),
    labels: {},
    options: {},
    ...more,
  }
}

export const volumes: readonly Volume[] = [
  volume('shop_db-data', {
    createdAt: daysAgo(40),
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.volume': 'db-data' },
  }),
  volume('uploads', { createdAt: daysAgo(40) }),
  volume('cache', { options: { type: 'tmpfs', device: 'tmpfs', o: 'size=100m' } }),
  volume('backups', { driver: 'nfs-server', scope: 'global', createdAt: null, mountpoint: '' }),
  volume('a-name-that-somebody-thought-about-for-a-long-while-and-that-no-column-has-room-for'),
  volume(digits('one volume'), { anonymous: true, createdAt: hoursAgo(3) }),
  volume(digits('another volume'), { anonymous: true, createdAt: daysAgo(5) }),
]
