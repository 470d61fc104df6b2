import type { Container } from '../../main/contract/containers'
import { t } from '../ui/i18n'
import { type Trouble, type Troubled, troubleOf } from './trouble'

export interface StateText {
  /** The shape and colour, as StateMark knows them. */
  readonly mark: string
  readonly word: string
}

/**
 * How a container's state is shown.
 * @param pending the action under way, if any
 * @param how `thorough` spells its health out; `asOfThen`: the engine is away, and what became of it is not known
 */
export function stateText(
  container: Troubled & { readonly restartCount?: number },
  pending: string | null = null,
  { thorough = false, asOfThen = false }: { readonly thorough?: boolean; readonly asOfThen?: boolean } = {},
): StateText {
  if (pending && !asOfThen) {
    const mark =
      pending === 'start' || pending === 'restart' || pending === 'resume' ? 'starting' : 'stopping'
    return { mark, word: t(`containers.pending.${pending}`) }
  }
  if (asOfThen)
    return { mark: 'unknown', word: t('containers.was', { state: t(`state.${container.state}`) }) }
  const { state, health, exitCode } = container
  const trouble = troubleOf(container)
  if (trouble) return { mark: marks[trouble], word: troubleText(container, trouble, thorough) }
  if (state === 'running' && thorough && health === 'healthy')
    return { mark: state, word: t('containers.healthy') }
  if (state === 'running' && thorough && health === 'starting') {
    return { mark: state, word: t('containers.healthStarting') }
  }
  if (state === 'exited' && exitCode !== null)
    return { mark: state, word: t('containers.exited', { code: exitCode }) }
  return { mark: state, word: t(`state.${state}`) }
}

/** Each with a shape of its own. */
const marks: Readonly<Record<Trouble, string>> = {
  startFailed: 'startFailed',
  outOfMemory: 'outOfMemory',
  failed: 'failed',
  restarting: 'looping',
  unhealthy: 'unhealthy',
  dead: 'dead',
}

function troubleText(
  { exitCode, restartCount: n = 0 }: Parameters<typeof stateText>[0],
  trouble: Trouble,
  thorough: boolean,
): string {
  switch (trouble) {
    case 'startFailed':
    case 'outOfMemory':
      return t(`containers.${trouble}`)
    case 'failed':
      return t('containers.exited', { code: String(exitCode) })
    case 'restarting': {
      if (exitCode === null) return t('state.restarting')
      const word = t('containers.restarting', { code: String(exitCode) })
      return n > 0 ? t('containers.restartingTimes', { word, n }, n) : word
    }
    case 'unhealthy':
      return t(thorough ? 'containers.unhealthy' : 'state.unhealthy')
    case 'dead':
      return t('state.dead')
  }
}

/** Whether a container uses the processor or could: what Stop is for. */
export function isUp({ state }: Pick<Container, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting'
}

/** What counts as running, in a chip as in a sum: one that is restarting will run again at once. */
export function countsAsRunning({ state }: Pick<Container, 'state'>): boolean {
  return state === 'running' || state === 'restarting'
}

/** Whether a signal is the one that no program can refuse. @param signal a name or a number, in upper case */
export const isKill = (signal: string): boolean => /^(?:(?:SIG)?KILL|9)$/.test(signal)

const stateOrder = ['running', 'restarting', 'paused']
const collator = new Intl.Collator('en', { numeric: true })

/** Containers that run come first, then by name. */
export function runningFirst<T extends { readonly name: string; readonly state: string }>(
  layers: readonly T[],
): readonly T[] {
  const rank = ({ state }: T) => (stateOrder.indexOf(state) + stateOrder.length + 1) % (stateOrder.length + 1)
  return [...layers].sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name))
}

/** Containers as links behind their states, those that run first. @param asOfThen as for `stateText` */
export function stateLinks(
  containers: readonly Pick<Container, 'id' | 'name' | 'state' | 'health'>[],
  asOfThen: boolean,
): readonly { readonly to: string; readonly name: string; readonly state: string; readonly word: string }[] {
  return runningFirst(containers).map(({ id, name, state, health }) => {
    const shown = stateText({ state, health, exitCode: null }, null, { asOfThen })
    return { to: `/containers/${id}`, name, state: shown.mark, word: shown.word }
  })
}
