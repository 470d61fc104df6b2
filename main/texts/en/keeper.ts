/** What the engine's keeper means (native/keeper), and what is said about it. */
export const keeperTexts = {
  'keeper/ended': '{name} ended unexpectedly.',
  'keeper/exited': '{name} ended unexpectedly (exit code {exitCode}).',
  'keeper/killed': '{name} ended unexpectedly (signal {signal}).',
  'keeper/silent': '{name} did not answer for {n} second. | {name} did not answer for {n} seconds.',
  'keeper/bereft': '{name} lost {file}.',
  'keeper/networks': '{name} found its networks half-changed by a start that was cut off, which was undone.',
  'keeper/again': '{cause} It was started again.',
  'keeper/allAgain': '{cause} Everything was started again, and containers follow their restart policies.',
  'keeper/againWithout':
    '{cause} It was started again; its containers were out of its reach and follow their restart policies.',
  'keeper/gaveUp': '{cause} That was the fifth time in ten minutes, so it is not started again.',
  'keeper/ports':
    'rootlesskit does not answer: published ports are dead until it does, or until the engine is stopped and started.',
  'keeper/late': '{name} did not get ready within {n} second. | {name} did not get ready within {n} seconds.',
  'keeper/unstarted': '{name} cannot be started: {why}.',
  'keeper/data': '{name} cannot be started: its data is no longer in {data}.',
  'keeper/diskFull': 'The disk with {folder} is full: {name} is started as soon as there is room.',
  'keeper/strays':
    'Containers of an engine that is gone were still at work on its data. They were ended, and follow their restart policies.',
  'keeper/held':
    'Processes of an engine that is gone are still at work on {data} and cannot be ended. No other engine is started beside them.',
  'keeper/runInUse': '{folder} is in use by the engine of another home.',
  'keeper/noProcess': 'The keeper of the engine cannot be started: no process is left.',

  'keeper/gone': 'The keeper of the engine ended unexpectedly.',
  'keeper/goneAgain': 'The keeper of the engine ended unexpectedly again and again.',
  'keeper/succeeded': 'The keeper of the engine ended unexpectedly; its successor takes over what runs.',
  'keeper/deaf': 'A keeper runs for {home}, but does not answer at {socket}.',
  'keeper/unreached':
    'Processes of the engine run, but no keeper of it can be reached at {socket}. A keeper that lives makes its socket again within seconds; else a start takes over what runs.',
  'keeper/closed': '{socket} is closed to this user.',
  'keeper/newer':
    'The keeper of the engine is that of another version of Slipway, and says what this one does not understand: {said}',
} as const
