import './setup/node.mjs'
import { setUp } from './setup/setUp.mjs'
import { main, say } from './support/report.mjs'

await main(async () => {
  await setUp({ virtualDisplay: !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY), again: true })
  say('Slipway is set up: npm start opens it.')
})
