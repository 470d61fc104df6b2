/** Milliseconds: longer than anything may take on a machine that has much else to do, shorter than a test. */
export const patience = 90_000
