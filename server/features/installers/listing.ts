import { lstatSync, readdirSync } from 'node:fs'
import type { Installer } from '#protocol/installers.ts'

export type ListedInstaller = Omit<Installer, 'url'>

/** As `artifactName` of electron-builder.yml names what it makes: `Stuffchat-1.2.0-setup-x64.exe`. */
const NAME = /^Stuffchat-(?<words>[A-Za-z0-9][A-Za-z0-9._+-]{0,150})\.(?<ending>exe|dmg|zip|AppImage|deb|tar\.gz)$/
/** How electron-builder writes a processor for each kind of package, and what it is. */
const ARCHS: ReadonlyMap<string, Installer['arch']> = new Map([
  ['x64', 'x64'],
  ['x86_64', 'x64'],
  ['amd64', 'x64'],
  ['arm64', 'arm64'],
  ['aarch64', 'arm64'],
  ['ia32', 'ia32'],
  ['i386', 'ia32'],
  ['i686', 'ia32'],
  ['armv7l', 'armv7'],
  ['armhf', 'armv7'],
  ['universal', 'universal'],
])

/** What a file is, by its name; null for what is no package of ours. */
function describeInstaller(name: string): Pick<Installer, 'platform' | 'arch' | 'kind'> | null {
  const parts = NAME.exec(name)?.groups
  if (!parts) return null
  const words = (parts['words'] ?? '').split('-')
  const arch = ARCHS.get(words.at(-1) ?? '') ?? null
  switch (parts['ending']) {
    case 'exe':
      return { platform: 'windows', arch, kind: words.includes('portable') ? 'portable' : 'setup' }
    case 'dmg':
      return { platform: 'macos', arch, kind: 'dmg' }
    case 'zip':
      return { platform: words.includes('win') ? 'windows' : 'macos', arch, kind: 'zip' }
    case 'AppImage':
      return { platform: 'linux', arch, kind: 'appimage' }
    case 'deb':
      return { platform: 'linux', arch, kind: 'deb' }
    default:
      return { platform: 'linux', arch, kind: 'tar' }
  }
}

/**
 * The packages in a folder, now and only now: what is not among them does not exist. Links are not followed, because
 * they are not listed. Throws a sentence when the folder cannot be read.
 */
export function readInstallers(folder: string): ListedInstaller[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ name }) => {
        const described = describeInstaller(name)
        return described ? [{ ...described, name, bytes: lstatSync(`${folder}/${name}`).size }] : []
      })
      .toSorted((a, b) => a.platform.localeCompare(b.platform) || a.name.localeCompare(b.name))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The folder of installers ${folder} cannot be read (${reason}). Name another with --installers.`, {
      cause: error,
    })
  }
}
