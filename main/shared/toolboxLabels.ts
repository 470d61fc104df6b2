/** On a toolbox: the name of the container that it joins, for whoever lists containers. */
export const toolboxOf = 'org.slipway.toolbox.of'
/** On a toolbox: which Slipway opened it; only that one ever removes it. */
export const toolboxOwner = 'org.slipway.toolbox.owner'
