import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** All images at once, as columns of layers. */
export class FleetPage extends WindowPage {
  readonly picture = this.page.getByRole('group', { name: 'Layers of all images' })
  readonly orphans = this.page.getByRole('region', { name: 'Containers whose image is gone' })
  readonly search = this.page.getByRole('searchbox', { name: 'Find images, containers and instructions' })

  async show(): Promise<void> {
    await this.open('Layers')
    await this.page
      .getByRole('navigation', { name: 'Ways to look at layers' })
      .getByText('All images')
      .click()
    await expect(this.picture.getByRole('link').first()).toBeVisible()
  }

  /** A figure by the words below it. */
  metric(caption: string | RegExp): Locator {
    const term = this.page.getByRole('term').filter({ hasText: caption })
    return this.page.locator('dl > div').filter({ has: term }).getByRole('definition')
  }

  /** A layer, by its instruction. */
  band(instruction: string): Locator {
    return this.picture.getByRole('link', { name: instruction })
  }

  /** The writable layer of a container. */
  container(name: string): Locator {
    return this.picture.getByRole('link', { name: new RegExp(`^${name}, .*, writable layer`) })
  }

  /** The name below a column. */
  image(tag: string): Locator {
    return this.picture.getByRole('link', { name: new RegExp(`^${tag}, .* in all$`) })
  }
}
