// Stands in for packages that dockerode loads at once and that Slipway never calls. See electron.vite.config.ts.
export {}
