/** Dockerfiles whose layers hold all that a container can do to a file system. */

const long = 'n'.repeat(255)

/** `$'...'` is not in every shell: bytes beyond ASCII come from printf. */
const raw = (octal: string) => `"$(printf '${octal}')"`

export const builtImages: Readonly<Record<string, readonly string[]>> = {
  'removals, replacements and empty layers': [
    'RUN mkdir -p /kept/deep /gone/sub /replaced/in /was /emptied && for f in kept/deep/file gone/x gone/sub/y replaced/a replaced/in/b emptied/z; do echo $f > /$f; done',
    'RUN rm -rf /gone /kept/deep/file /replaced /emptied/z && mkdir /replaced && echo b > /replaced/b',
    'RUN rmdir /was && echo file > /was && rm -rf /kept && ln -s /nowhere /kept && mkfifo /gone',
    'RUN rm /was /kept /gone && mkdir -p /was/again /kept/again /gone && echo x > /kept/again/x && ln -s ../x /gone/link',
    'RUN rm -rf /replaced && mkdir -p /replaced/in && echo c > /replaced/in/c && rm -rf /bin/[c-f]* && mv /tmp /moved',
    'RUN true',
    'WORKDIR /srv/app',
    'CMD ["/bin/sh"]',
  ],
  'owners, hardlinks and times': [
    'RUN mkdir -p /tree/sub && for f in a b c; do head -c 5000 /dev/urandom > /tree/$f; done && ln /tree/a /tree/sub/a && ln /tree/a /tree/a2 && ln -s a /tree/sym && ln /tree/sym /tree/sub/sym2',
    'RUN chown -R 1000:65534 /tree && chown -h 7:8 /tree/sym',
    'RUN ln /tree/b /tree/sub/b && ln /tree/a /other',
    'RUN chmod 600 /tree/a2 && touch -d @1 /tree/c && rm /tree/a',
    'RUN touch -d @8589934592 /tree/future /tree/sub && chown -R 1000:65534 /tree && mv /tree/sub /sub && chmod 644 /other',
  ],
  'names of any bytes and length': [
    `RUN mkdir -p /${long}/${long} && touch /${long}/${long}/${long} && ln -s /${long}/${long}/${long} /toLong && ln /${long}/${long}/${long} /hard`,
    `RUN mkdir /${raw('\\377\\n\\302')} && echo 1 > /${raw('\\377\\n\\302')}/${raw('a\\tb\\177\\033[1m')} && touch "/it's \\"quoted\\" \\\\ -> x" "/ lead" "/-dash" "/résumé" "/\\\\xff" && ln -s ${raw('\\351\\200')} /${raw('link\\351')}`,
    `RUN rm -rf /${long}/${long} && mv /résumé /${raw('r\\351sum\\351')} && rm -r /${raw('\\377\\n\\302')} && touch /${raw('\\377\\n\\302')} "/\\\\xff"`,
  ],
  'special files, bits and holes': [
    'RUN mkdir /s && cd /s && truncate -s 20M sparse && echo x > setuid && chmod 6755 setuid && echo x > bits && chmod 2640 bits && mkdir sticky closed && chmod 3777 sticky && mkfifo fifo && ln -s /nowhere link && touch closed/in && chmod 0 closed',
    'RUN cd /s && mknod null c 1 3 && mknod loop b 7 300 || true',
    'RUN cd /s && chmod 755 setuid && rm fifo && mkfifo -m 600 fifo && echo hole >> sparse && chown 65534 bits && chmod 4711 bits && rm -f null',
  ],
}

const names = ['a', 'b', 'c', 'é']

/**
 * A Dockerfile whose steps each do so many things to a few paths, as a seed decides; most of what can go wrong does, and is
 * passed over.
 */
export function randomSteps(seed: number, steps = 5, actions = 40): string[] {
  let state = seed
  const below = (limit: number) => {
    // Numerical Recipes' generator; its upper bits are good enough.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  const path = () => `/w/${Array.from({ length: 1 + below(3) }, () => one(names)).join('/')}`
  const makers = [
    () => `mkdir -p ${path()}`,
    () => `mkdir -p ${path()}`,
    () => `echo ${below(1000)} > ${path()}`,
    () => `head -c ${below(5000)} /dev/zero > ${path()}`,
    () => `rm -rf ${path()}`,
    () => ((at) => `rm -rf ${at} && mkdir -p ${at}`)(path()),
    () => ((at) => `rm -rf ${at} && mkdir -p ${at}/${one(names)} && echo > ${at}/${one(names)}`)(path()),
    () => `mv ${path()} ${path()}`,
    () => `cp -a ${path()} ${path()}`,
    () => `ln ${path()} ${path()}`,
    () => `ln ${path()} ${path()}`,
    () => `ln -s ${path()} ${path()}`,
    () => `chmod ${one(['600', '755', '4711', '1777', '2750'])} ${path()}`,
    () => `chown -R ${below(3)}:${below(3)} ${path()}`,
    () => `touch -d @${below(2_000_000_000)} ${path()}`,
    () => `mkfifo ${path()}`,
  ]
  return Array.from({ length: steps }, () => {
    const lines = Array.from({ length: actions }, () => `${one(makers)()};`)
    return `RUN exec 2>/dev/null; mkdir -p /w; ${lines.join(' ')} true`
  })
}
