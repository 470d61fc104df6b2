/** What is wrong with what an engine answered. */
export const answerTexts = {
  'engine-failed/strange': 'The engine could not do this for {object}: {why}',

  'engine-failed/large':
    'The engine’s answer about {object} is larger than {megabytes} MB, so it was not read. Ask the engine itself, with its command line.',
  'engine-failed/values':
    'The engine’s answer about {object} says far more than can be shown, so it was not read. Ask the engine itself, with its command line.',

  'answer/mistyped': 'What it says of {field} is not what its API promises',
  'answer/no-version': 'It does not say its version',
  'answer/no-driver': 'It does not say its storage driver',
  'answer/no-list': 'The answer is not a list',
  'answer/no-id': 'The answer has no id',
  'answer/no-name': 'The answer has no name',
  'answer/no-engine': 'It is no container engine',
  'answer/no-identity': 'It does not say who it is',
  'answer/no-json-line': 'A line of the answer is not JSON',
  'answer/no-json': 'The answer is not JSON',
  'answer/empty': 'The answer is empty',
  'answer/no-http': 'The answer is not HTTP',
  'answer/no-frames': 'The stream is not multiplexed',
  'answer/no-stream': 'It did not give its stream',
} as const
