import { systemProgram } from '../../base/programs'

/**
 * The words that start a program which the kernel sends a signal once the thread that started it is gone, however that
 * ended: what was killed cannot tidy up. Source: PR_SET_PDEATHSIG of prctl(2), by util-linux's setpriv.
 */
export function endsWithUs(
  program: string,
  words: readonly string[],
  signal: 'TERM' | 'INT' = 'TERM',
): [string, readonly string[]] {
  const setpriv = systemProgram('setpriv')
  return setpriv ? [setpriv, ['--pdeathsig', signal, program, ...words]] : [program, words]
}
