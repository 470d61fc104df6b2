/** What is said of containers beside the errors. */
export const containerTexts = {
  'start/no-program': 'The program {command} does not exist in {image}.',
  'start/program-denied': 'The program {command} of {image} may not be run.',
} as const
