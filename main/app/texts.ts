/** All that main itself says to a person, outside the window. The window's own texts are in its locale files. */
export const texts = {
  application: 'Slipway',
  engine: {
    starting: 'Engine: starting',
    ready: (version: string) => `Engine: ready, Docker ${version}`,
    stopping: 'Engine: stopping',
    stopped: 'Engine: stopped',
    failed: 'Engine: failed',
  },
  connection: {
    connecting: (name: string) => `${name}: connecting`,
    connected: (name: string) => `${name}: connected`,
    lost: (name: string) => `${name}: not answering`,
    refused: (name: string) => `${name}: refused`,
    changed: (name: string) => `${name}: another engine answers`,
  },
  tray: {
    start: 'Start',
    stop: 'Stop',
    restart: 'Restart',
    resume: 'Resume',
    openPort: (port: number) => `Open port ${port}`,
    logs: 'Logs',
    paused: (name: string) => `${name} (paused)`,
    restarting: (name: string) => `${name} (restarting)`,
    stopped: 'Stopped',
    none: 'No running containers',
    more: 'More in Slipway',
    connections: 'Connections',
    switchTo: 'Switch to',
    engine: { start: 'Start engine', stop: 'Stop engine' },
    ownEngine: { start: "Start Slipway's engine", stop: "Stop Slipway's engine" },
    show: 'Show Slipway',
    quit: 'Quit',
    failed: (verb: string, name: string) => `${[verb, name].filter(Boolean).join(' ')} did not work`,
  },
  activity: {
    pull: {
      done: (name: string) => `${name} is here`,
      failed: (name: string) => `Pulling ${name} failed`,
    },
    load: {
      done: (name: string) => `${name} is loaded`,
      failed: (name: string) => `Loading ${name} failed`,
    },
    build: {
      done: (name: string) => `${name} is built`,
      failed: (name: string) => `Building ${name} failed`,
    },
  },
  menu: {
    application: 'Application',
    edit: 'Edit',
    view: 'View',
    about: 'About Slipway',
    quit: 'Quit',
  },
  quit: {
    question: (count: number) =>
      count === 1 ? 'One container is running.' : `${count} containers are running.`,
    ownQuestion: (count: number) =>
      count === 1
        ? "One container is running in Slipway's own engine."
        : `${count} containers are running in Slipway's own engine.`,
    unknown: 'Slipway cannot tell whether containers are running in its own engine.',
    untouched: (name: string) => `What runs at ${name} is not touched.`,
    detail:
      'The engine can keep them running without the window. Or they are stopped, each with its own stop time; those that restart by themselves come back when the engine starts again.',
    keep: 'Keep running',
    stop: 'Stop them and quit',
    failed: (reason: string) => `The engine could not be stopped, so it keeps running: ${reason}`,
  },
  stopEngine: {
    detail: 'Stopping the engine stops them, each with its own stop time.',
    stop: 'Stop engine',
  },
  cancel: 'Cancel',
  close: 'Close',
  openInBrowser: 'Open in browser',
  leaving: (host: string) => `Open ${host} in your browser?`,
  chooseArchive: 'Choose an image archive',
  chooseArchiveDirectory: 'Choose a directory of the OCI layout',
  chooseBuildFolder: 'Choose a folder to build an image from',
  chooseSaveDirectory: 'Choose where to save it',
  archives: 'Image archives',
  allFiles: 'All files',
  chooseNewFile: 'Save as',
  crashing: {
    message: 'The window keeps failing.',
    detail: 'Containers and the engine are not affected. The reason is in the log at',
    reload: 'Try again',
    close: 'Close the window',
  },
} as const
