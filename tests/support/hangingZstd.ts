/** 385 bytes of zstd, two of them damaged so that fzstd reads a table of no bits for ever. */
export const hangingZstd = Buffer.from(
  'KLUv/QRopQsAZpg8GPBL2mCiNnC4tugTJEYvQjZt2mxpYoZ2FkcALwAvAGUcDUAiqZZZlMHgsSREZZZFQaAAJHV8gzAAGknaHATKILkZ' +
    'BOJRSK4GsggkL6NYFEcjSRNREAgAIbFRGIslKbM8FoEFUEgo1Zal9fA+RncP7aJl9rR51cTWkyjLxweLx19/vOz5uEzkurl2fr32mS+D' +
    'UJRDYgeUNSaW81q7Ev1K25ZZv1Ya4u1Fd25WqoNpd8gw6ZQ2tHM9l63Nq0OFSD8dkqnsAkb2PMVL+3dE5/CsXIn5Hud77j5pt7msZKen' +
    '7Debe/Rj+HN8ZG7VeUfKw7KLiAFsqBFQPH3/jzEQKaC0BxAar7QDTGA3RYDtz3/AL7GC0graFnTGFj8/NH+U+Ik6BXT5Em/hFVUSiA0k' +
    'mPHfm0B8QDzZgtwywCBLQEcAVn9Ni5cniHgAwqyQm3sfmGThLwSXaK2A8GKKOhjjDHJBmSiifYg2BK7NtbfapVqrQ3eqdAAroA==',
  'base64',
)
