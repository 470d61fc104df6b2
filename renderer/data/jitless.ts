import { z } from 'zod'

// zod's compiled mode is an eval that the content security policy refuses. Modules run in the order of their
// imports, so whoever imports this first sets it before any schema of the contract is made.
z.config({ jitless: true })
