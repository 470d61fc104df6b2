import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appArmorProblem } from '../../main/engine/owned/rootless'

test('main goes on while a trial tells whether AppArmor lets rootlesskit make namespaces', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'sw-'))
  const program = join(bin, 'rootlesskit')
  try {
    // It ends only once main has gone on.
    writeFileSync(program, `#!/bin/sh\nwhile [ ! -e ${bin}/on ]; do sleep 0.05; done\n`, { mode: 0o755 })
    const looking = appArmorProblem({ bin })
    writeFileSync(join(bin, 'on'), '')
    expect(await looking).toBeNull()

    writeFileSync(program, '#!/bin/sh\nexit 1\n')
    expect((await appArmorProblem({ bin }))?.reason).toMatchObject({
      code: 'namespaces/apparmor',
      params: { program },
    })
  } finally {
    rmSync(bin, { recursive: true })
  }
})
