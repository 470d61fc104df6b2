import { WindowPage } from '../pages'

/** What stays open at the bottom of the window. */
export class DockPage extends WindowPage {
  readonly region = this.page.getByRole('region', { name: 'Dock' })
  readonly handle = this.region.getByRole('separator', { name: 'Height of the dock' })
  readonly close = this.region.getByRole('button', { name: /^Close / })
}
