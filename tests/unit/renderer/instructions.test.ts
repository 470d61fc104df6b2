import { expect, it } from 'vitest'
import { instructionsIn, wrongChange } from '../../../renderer/features/images/instructions'

it('takes instructions of a Dockerfile apart, and names the first that an import does not take', () => {
  const text = 'CMD ["sh"]\n\n# why\n  env A=b \\\n  C=d\nLABEL x=y'
  expect(instructionsIn(text)).toEqual(['CMD ["sh"]', 'env A=b    C=d', 'LABEL x=y'])
  expect(wrongChange(text)).toBeNull()
  expect(wrongChange('')).toBeNull()
  for (const wrong of ['RUN true', 'CMD', 'FROM x', 'COPY a b', 'hello']) {
    expect(wrongChange(`USER me\n${wrong}\nRUN late`)).toBe(wrong)
  }
})
