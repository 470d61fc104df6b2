import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { type BuildStatus, buildLines } from '../../../main/services/builds/buildLines'

/** What was built for the recordings beside this file, by buildx 0.29.1 with `--progress=rawjson`, on Docker 28.5.2. */
export const recordedDockerfile = `# hello
ARG BASE=scratch
FROM $BASE AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]

FROM base AS tools
ARG WHO=world
ENV A=b
RUN echo "hello $WHO" \\
  && echo second > /tool; for i in 1 2 3; do echo $i; done; echo err >&2
WORKDIR /srv
RUN <<END
echo heredoc
END

FROM base
COPY --from=tools /tool /tool
EXPOSE 80
LABEL x=y
RUN true
CMD ["/bin/sh"]
`

/** `stages`: all done; `cached`: the same once more; `fails`: its last RUN does; `checks`: with warnings. */
export async function recording(
  name: 'stages' | 'cached' | 'fails' | 'checks',
): Promise<{ readonly news: readonly BuildStatus[]; readonly words: readonly string[] }> {
  const news: BuildStatus[] = []
  const words: string[] = []
  for await (const line of buildLines(createReadStream(join(import.meta.dirname, `${name}.rawjson`)))) {
    if (line.status) news.push(line.status)
    else words.push(line.text)
  }
  return { news, words }
}
