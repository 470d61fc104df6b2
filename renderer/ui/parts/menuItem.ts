import type { Component } from 'vue'

/** One entry of a menu; its label is the verb that assistive technology reads. */
export interface MenuItem {
  readonly key: string
  readonly label: string
  readonly icon?: Component
  readonly hint?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Why it cannot be chosen: it is shown with it, and stays within reach so that everybody gets to read it. */
  readonly reason?: string
  /** It is on or off, and the menu stays open when that is changed; leave it away for what is done once. */
  readonly checked?: boolean
  /** A line above this entry. */
  readonly separated?: boolean
}

/** Where a menu opens: at an element, or at a point of the window. */
export type MenuAnchor = HTMLElement | { readonly x: number; readonly y: number }
