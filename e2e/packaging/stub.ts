import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** By this, @electron/fuses finds the switches in Electron's binary; version 1 of them, nine long, as Electron 45 is. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's own positions: a new one starts as a Node (1), decrypts no cookies (0), … */
const FACTORY = '101100011'

/**
 * Something of the shape of Electron's distribution for Linux, for `electronDist`: its binary is not on every machine.
 * It starts nothing, but its switches can be flipped and read back.
 */
export async function stubElectron(folder: string, version: string): Promise<string> {
  await mkdir(join(folder, 'resources'), { recursive: true })
  await mkdir(join(folder, 'locales'), { recursive: true })
  const fuses = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FACTORY.length]), Buffer.from(FACTORY)])
  await writeFile(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n# '), fuses, Buffer.from('\n')]),
  )
  await chmod(join(folder, 'electron'), 0o755)
  for (const [name, text] of [
    ['chrome-sandbox', ''],
    ['version', version],
    ['LICENSE', 'stub'],
    ['LICENSES.chromium.html', 'stub'],
    ['locales/en-US.pak', 'stub'],
  ] as const)
    await writeFile(join(folder, name), text)
  return folder
}

/**
 * Two programs that electron-builder would download. Of `7za a … OUT IN` the stand-in does all that a .tar.gz needs:
 * the last two words. Of `fpm`, which makes a .deb, it only keeps what it was given, so that this can be looked at; what
 * it makes is empty.
 */
export async function standInTools(folder: string): Promise<void> {
  const programs = {
    '7za': 'while [ $# -gt 2 ]; do shift; done\nexec gzip -1 -n -c -- "$2" > "$1"\n',
    fpm: `for word; do
  [ "$before" = --package ] && : > "$word"
  case "$word" in *=/usr/share/applications/*) cp "\${word%%=*}" "${folder}/\${word##*/}";; esac
  before="$word"
done
printf '%s\\n' "$@" > "${folder}/fpm.txt"
`,
  }
  await mkdir(folder)
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}`)
    await chmod(join(folder, name), 0o755)
  }
}
