/**
 * What `npm start` does, decided from what it finds. No imports: the launcher loads this before anything is built.
 */
export type LaunchPlan =
  /** The room without a window, as asked. */
  | { kind: 'serve' }
  | { kind: 'open_app' }
  | { kind: 'fetch_electron' }
  /** The room without a window, because the app cannot be; the sentence says why. */
  | { kind: 'fall_back'; sentence: string }

export type Found = {
  args: readonly string[]
  electron: 'there' | 'missing'
  /** Of Electron, as package.json names it. */
  version: string
  /** An earlier attempt to fetch this very version failed. */
  failedBefore: boolean
  hasDisplay: boolean
}

/** How long Electron's own downloader may take before the room is hosted without it. */
export const FETCH_MS = 10_000
const AGAIN = 'To try again: node node_modules/electron/install.js'

export function planLaunch({ args, electron, version, failedBefore, hasDisplay }: Found): LaunchPlan {
  if (!isForApp(args)) return { kind: 'serve' }
  if (electron === 'missing') {
    return failedBefore ? { kind: 'fall_back', sentence: missing(version) } : { kind: 'fetch_electron' }
  }
  if (hasDisplay) return { kind: 'open_app' }
  return { kind: 'fall_back', sentence: 'There is no display here: your room is hosted without the desktop app.' }
}

/** The app takes links, and the word that keeps its window hidden; every other option or command is the room's. */
export const isForApp = (args: readonly string[]): boolean =>
  args.every((arg) => arg === '--hidden' || /^stuffchat:/i.test(arg))

const missing = (version: string): string =>
  `The desktop app needs Electron ${version}, which could not be fetched earlier: your room is hosted without it. ${AGAIN}`

export const notFetched = (version: string): string =>
  `The desktop app needs Electron ${version}, which could not be fetched within ${FETCH_MS / 1_000} seconds: ` +
  `your room is hosted without it, for people's browsers. ${AGAIN}`

/** An app that ends at once with an error never had a window: a sandbox that is not allowed, a missing library. */
export const SOON_MS = 5_000
export const appFailed = (code: number | string): string =>
  `The desktop app ended at once (${code}): your room is hosted without it. What it said is above.`

export type Surroundings = {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  isTerminal: boolean
}

/** Windows and macOS always have one. */
export const hasDisplay = ({ platform, env }: Pick<Surroundings, 'platform' | 'env'>): boolean =>
  platform === 'win32' || platform === 'darwin' || isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY'])

/** A browser is opened for a person who sits there, not in the middle of somebody's script. */
export const mayOpenBrowser = (around: Surroundings): boolean =>
  hasDisplay(around) && around.isTerminal && !isSet(around.env['CI']) && !isSet(around.env['SSH_CONNECTION'])

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** Where this machine's browser finds the room; null when only the room itself knows its port, or serves no pages. */
export function browserAddress(args: readonly string[], env: Surroundings['env']): string | null {
  const at = args.indexOf('--port')
  const said = at === -1 ? args.find((arg) => arg.startsWith('--port='))?.slice('--port='.length) : args[at + 1]
  const port = Number(said ?? (env['STUFFCHAT_PORT'] || DEFAULT_PORT))
  return Number.isInteger(port) && port > 0 ? `http://localhost:${port}/` : null
}
/** server/options.ts */
const DEFAULT_PORT = 22_800

/** The program, and its arguments, that opens an address in the person's browser. */
export function browserCommand(platform: NodeJS.Platform, address: string): [string, ...string[]] {
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return [platform === 'darwin' ? 'open' : 'xdg-open', address]
}
