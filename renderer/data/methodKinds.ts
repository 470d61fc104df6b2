import { contract } from '../../main/contract/contract'
import { kindsOf } from '../../main/contract/define'

/**
 * How each request of the contract is asked. The build puts the answer in place of this file (build/methodKinds.ts), so that the
 * window begins without the contract's schemas: main alone checks what crosses.
 */
export const methodKinds = kindsOf(contract)
