import { WindowPage } from '../pages'

/** What takes long, in the corner of the window. */
export class ActivityPage extends WindowPage {
  readonly opener = this.button(/^Activity/)
  readonly list = this.page.getByRole('list', { name: 'Activity' })
}
