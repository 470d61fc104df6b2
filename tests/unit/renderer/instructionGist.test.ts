import { describe, expect, it } from 'vitest'
import { instructionGist } from '../../../renderer/data/instructionGist'

describe('the gist of an instruction', () => {
  it.each([
    [
      'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*',
      'apt-get: ca-certificates curl',
    ],
    [
      'RUN set -eux; apt-get -qq update; apt-get -y install -t bookworm git; make install',
      'apt-get: git && make install',
    ],
    [
      'RUN set -x && addgroup --system nginx && apt-get install -y nginx=1.27.0',
      'addgroup --system nginx && apt-get: nginx=1.27.0',
    ],
    ['RUN apk add --no-cache --virtual .deps gcc \\ musl-dev', 'apk: gcc musl-dev'],
    ['RUN dnf install -y httpd && dnf clean all', 'dnf: httpd'],
    ['RUN --mount=type=cache,target=/root/.cache pip install --no-cache-dir flask', 'pip: flask'],
    ['RUN export DEBIAN_FRONTEND=noninteractive && apt-get install -y tzdata', 'apt-get: tzdata'],
    ['COPY --from=build --chown=1:1 /app /srv', 'COPY /app /srv'],
  ])('%s', (whole, gist) => {
    expect(instructionGist(whole)).toBe(gist)
  })

  it.each([
    'RUN head -c 3000000 /dev/urandom >/large',
    'RUN mkdir /many && cd /many && seq 1200 | xargs touch',
    `RUN sh -c 'a; b && c' && echo "set -e; d"`,
    'RUN npm install',
    'RUN pip install -r requirements.txt',
    'RUN apt-get update',
    'RUN set -e',
    'ENV A=b',
    'COPY . /srv',
    'IMPORT layer.tar',
    'RUN ',
    '',
  ])('leaves what has no more telling part: %s', (whole) => {
    expect(instructionGist(whole)).toBe(whole)
  })

  it('takes no long time over a line that was made to be strange', () => {
    const strange = `RUN ${'rm -rf '.repeat(3000)}${'('.repeat(3000)}${'apt-get install -o '.repeat(3000)}`
    expect(instructionGist(strange).length).toBeGreaterThan(0)
  })
})
