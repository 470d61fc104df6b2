import type { Component } from 'vue'
import type { Command, Standing } from './command'

/** What can be done with any of many things, said once for all of them. */
export interface Verb<T> {
  readonly kind: string
  readonly standing: Standing
  /** Other words that it is found by. */
  readonly words?: string
  readonly icon?: Component
  readonly keys?: string
  readonly danger?: boolean
  key(thing: T): string
  label(thing: T): string
  reason?(thing: T): string | undefined
  run(thing: T): void
}

/** An object under its name, in its own letters and in small ones. */
export interface Named<T> {
  readonly row: T
  readonly name: string
  readonly small: string
}

/** A verb whose label is a name with something before or behind it. */
export interface NamedVerb<T> extends Verb<Named<T>> {
  /** In small letters. */
  readonly before: string
  readonly after: string
  /** Whether it makes sense for this one. */
  takes(thing: Named<T>): boolean
}

/**
 * All that can be done with all objects of a kind: each verb that takes it, with each. A letter fits a hundred thousand of these,
 * so they are looked through by their halves, and only what is shown is made a command.
 */
export interface Offer<T = unknown> {
  readonly verbs: readonly NamedVerb<T>[]
  readonly things: readonly Named<T>[]
}

/**
 * A command of one of many things. What it is apart from its verb and its thing is made when it is read: the getters are the
 * prototype's, and cost nothing until then.
 */
export class LazyCommand<T> implements Command {
  constructor(
    private readonly verb: Verb<T>,
    private readonly thing: T,
  ) {}
  get key() {
    return this.verb.key(this.thing)
  }
  get label() {
    return this.verb.label(this.thing)
  }
  get kind() {
    return this.verb.kind
  }
  get words() {
    return this.verb.words
  }
  get standing() {
    return this.verb.standing
  }
  get icon() {
    return this.verb.icon
  }
  get keys() {
    return this.verb.keys
  }
  get danger() {
    return this.verb.danger
  }
  get reason() {
    return this.verb.reason?.(this.thing)
  }
  get run() {
    return () => this.verb.run(this.thing)
  }
}
