/** What is known when the connection to the keeper has ended. */
export interface KeeperEnd {
  /** It had said that all is stopped. */
  readonly inOrder: boolean
  /** The person wants the engine to run. */
  readonly wanted: boolean
  /** How often a keeper ended unexpectedly within the last ten minutes, this time too. */
  readonly recent: number
}

/** What follows: nothing runs any more, nobody may begin again, or a successor takes over what runs. */
export type AfterKeeperEnd = 'stopped' | 'ended' | 'given-up' | 'succeeded'

/** A keeper that ends more often than this within ten minutes is not followed by another. */
export const mostSuccessors = 5

export function afterKeeperEnd({ inOrder, wanted, recent }: KeeperEnd): AfterKeeperEnd {
  if (inOrder) return 'stopped'
  if (!wanted) return 'ended'
  return recent > mostSuccessors ? 'given-up' : 'succeeded'
}
