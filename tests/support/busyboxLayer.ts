import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { tar } from './tar'

/**
 * The programs that containers of tests run, each a link. All of busybox's would be four times as many inodes to make and to
 * remove, in every engine and, with Podman's vfs, for every container: a twentieth of what the tests cost.
 */
const programs = [
  '[ [[ arch ash awk base64 basename cat chgrp chmod chown clear cmp cp cut date dd df diff dirname du echo egrep env expr',
  'false find fold free grep groups gunzip gzip head hexdump hostname httpd id ifconfig init ip kill killall less link ln',
  'ls md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nproc nslookup nsenter od pidof ping printf ps pwd readlink',
  'realpath rm rmdir route sed seq setpriv setsid sh sha256sum sleep sort stat stty sync tail tar tee test time timeout top',
  'touch tr true truncate tty umount uname uniq unlink unshare usleep vi wc wget which who whoami xargs xxd xz yes zcat',
]
const busybox = resolve(import.meta.dirname, '../../native/build/testing/bin/busybox')
let made: Buffer | undefined

/** The one layer of the tests' own image: Debian's busybox-static; the same each time. */
export function busyboxLayer(): Buffer {
  made ??= tar([
    { path: 'bin/' },
    { path: 'bin/busybox', content: readFileSync(busybox), mode: 0o755 },
    ...programs.flatMap((line) => line.split(' ')).map((each) => ({ path: `bin/${each}`, link: 'busybox' })),
    { path: 'etc/' },
    { path: 'etc/passwd', content: 'root:x:0:0:root:/:/bin/sh\n' },
    { path: 'tmp/', mode: 0o1777 },
  ])
  return made
}
