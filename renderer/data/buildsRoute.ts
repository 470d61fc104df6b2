import type { RouteLocationRaw } from 'vue-router'

/** In place of an image's id in the address of Images. */
export const buildsPlace = 'builds'

/** Where builds are listed, and where one of them is shown. */
export function buildsRoute(id?: number): RouteLocationRaw {
  return { name: 'images', params: { id: buildsPlace, ...(id !== undefined && { tab: String(id) }) } }
}
