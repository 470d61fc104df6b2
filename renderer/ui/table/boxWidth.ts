/** Pixels that the box takes with which a row is chosen. */
export const boxWidth = 34
