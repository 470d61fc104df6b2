// zod's compiled mode is an eval that the content security policy refuses. This is zod's own configuration, which it looks for
// when it is loaded: by the first form that checks something, and not before the first frame.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
