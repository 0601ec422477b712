import type { Installer } from '#protocol/installers.ts'

/** What a browser says it runs on. Macs of either kind call themselves Intel. */
export type Machine = { platform: Installer['platform']; arch: 'x64' | 'arm64' | null }

/** Null: a phone or a tablet, or nothing that one can tell; the app runs on none of these. */
export function machineOf({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Machine | null {
  const isArm = /\b(?:aarch64|arm64)\b/i.test(userAgent)
  if (/Android|iPhone|iPad|Mobile/i.test(userAgent)) return null
  if (/Windows/.test(userAgent)) return { platform: 'windows', arch: isArm ? 'arm64' : 'x64' }
  // An iPad asks for the pages of a Mac, which has no touch screen.
  if (/Macintosh/.test(userAgent)) return maxTouchPoints > 1 ? null : { platform: 'macos', arch: null }
  if (/Linux|X11/.test(userAgent)) return { platform: 'linux', arch: isArm ? 'arm64' : 'x64' }
  return null
}

/** The simplest to begin with first. */
const KINDS: readonly Installer['kind'][] = ['setup', 'dmg', 'appimage', 'deb', 'zip', 'portable', 'tar']
/** For a Mac that does not say: what every Mac runs, and then what those of the last years do. */
const OF_ANY_MAC: readonly Installer['arch'][] = ['universal', null, 'arm64', 'x64']

/** The package that most likely fits; null when none does. */
export function suggested(all: readonly Installer[], machine: Machine | null): Installer | null {
  if (machine === null) return null
  const archs = machine.arch === null ? OF_ANY_MAC : ([machine.arch, 'universal', null] as const)
  const fitting = all.filter(({ platform, arch }) => platform === machine.platform && archs.includes(arch))
  const rank = ({ arch, kind }: Installer) => KINDS.indexOf(kind) * archs.length + archs.indexOf(arch)
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}
