import { type InjectionKey, nextTick, type Ref } from 'vue'

/** What a panel lets those inside it do with it. */
export interface Panel {
  readonly maximised: Ref<boolean>
  /** Only a panel that shows the way back can be maximised: how many show it. */
  readonly offers: Ref<number>
}
export const panelKey: InjectionKey<Panel> = Symbol('panel')

/** The panel that comes next is to have the focus. */
let wanted = false

/** Whether a panel is about to take the focus, which is then nobody else's to give. */
export const panelTakesFocus = () => wanted

/**
 * Shows details by a command, and gives the focus to them: who opened them by a row goes on in its list.
 * @param show leads there
 */
export async function openPanel(show: () => Promise<unknown>): Promise<void> {
  wanted = true
  try {
    await show()
  } catch (thrown) {
    wanted = false
    throw thrown
  }
  await nextTick()
  // It was open already. One that is still to be read takes the focus when it comes.
  const open = document.querySelector<HTMLElement>('[data-pane="panel"]')
  if (open) takeFocus(open)
}

/** Gives a panel the focus if one is waited for. */
export function takeFocus(panel: HTMLElement): void {
  if (!wanted) return
  wanted = false
  panel.focus({ preventScroll: true })
}
