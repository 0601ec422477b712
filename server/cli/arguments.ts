import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { canonicalAddress } from '#protocol/invitation.ts'
import { Limits, RoomOptions, type RoomOptionsInput } from '../options.ts'

export type Invocation =
  | { kind: 'help' | 'version' }
  | { kind: 'serve'; room: RoomOptionsInput; json: boolean }
  | { kind: 'grant'; dataDir: string; user: string; json: boolean }
  | { kind: 'discover'; known: string[]; forMs: number | null; json: boolean }
  | { kind: 'doctor'; dataDir: string; address: string | null; host: string; port: number; json: boolean }
  | { kind: 'backup' | 'restore'; dataDir: string; folder: string; json: boolean }

const text = { type: 'string' } as const
const many = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const
const options = {
  host: text,
  port: text,
  'data-dir': text,
  'backup-dir': text,
  name: text,
  open: flag,
  'invite-only': flag,
  guests: flag,
  'no-guests': flag,
  'map-port': flag,
  'no-map-port': flag,
  'ice-server': many,
  'tls-cert': text,
  'tls-key': text,
  origin: many,
  'allow-fetch': many,
  'trusted-proxy': many,
  'private-files': flag,
  installers: text,
  'password-cost': text,
  limit: many,
  'no-announce': flag,
  'log-level': text,
  json: flag,
  'grant-admin': text,
  known: many,
  for: text,
  'server-only': flag,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** A mistake in the arguments, as a sentence. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Where a room's data lies when nothing else is said: the platform's place for an application's data. */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Stuffchat', 'room')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Stuffchat', 'room')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'stuffchat', 'room')
}

/** Reads the command line; what it leaves out comes from `STUFFCHAT_*` (`--data-dir` is `STUFFCHAT_DATA_DIR`). */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Invocation {
  const { values: said, positionals } = parse([...argv])
  const values = merge(parse(fromEnvironment(env)).values, said)
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  if (values.open && values['invite-only']) throw new UsageError('A room is either --open or --invite-only.')
  if (values.guests && values['no-guests']) throw new UsageError('A room has either --guests or --no-guests.')
  if (values['map-port'] && values['no-map-port']) throw new UsageError('It is either --map-port or --no-map-port.')
  for (const [name, value] of Object.entries(values)) if (typeof value === 'string') present(name, value)
  const dataDir = values['data-dir'] ?? defaultDataDir(env, platform)
  const json = values.json ?? false
  if (values['grant-admin'] !== undefined) {
    if (positionals.length > 0) throw new UsageError('--grant-admin stands alone.')
    return { kind: 'grant', dataDir, user: values['grant-admin'], json }
  }
  const [command, folder, ...rest] = positionals
  if (command === 'discover') {
    if (folder !== undefined) throw new UsageError('discover takes options only. See --help.')
    return { kind: 'discover', json, ...discoverOptions(values.known ?? [], values.for) }
  }
  if (said.known !== undefined || said.for !== undefined) throw new UsageError('--known and --for are for: discover.')
  if (command === 'doctor') {
    if (rest.length > 0) throw new UsageError('Please name one address at most: doctor HOST:PORT.')
    return { kind: 'doctor', dataDir, json, ...doctorOptions(folder, checked(roomOptions(values, dataDir))) }
  }
  if (command === 'backup' || command === 'restore') {
    if (folder === undefined || folder.trim() === '' || rest.length > 0)
      throw new UsageError(`Please name one folder: ${command} DIR.`)
    return { kind: command, dataDir, folder, json }
  }
  if (command !== undefined) throw new UsageError(`There is no command "${command}". See --help.`)
  return { kind: 'serve', json, room: checked(roomOptions(values, dataDir)) }
}

const OPPOSITES = [
  ['open', 'invite-only'],
  ['guests', 'no-guests'],
  ['map-port', 'no-map-port'],
] as const
const LISTS = ['ice-server', 'origin', 'allow-fetch', 'trusted-proxy', 'limit', 'known'] as const
/** The command line beats the environment, and adds to its lists. */
function merge(environment: Values, said: Values): Values {
  const merged = { ...environment, ...said }
  // Whoever says the one has spoken of the other, too.
  for (const [one, other] of OPPOSITES) {
    // Both at once is a mistake, which is told later.
    if (said[one] !== undefined && said[other] === undefined) delete merged[other]
    if (said[other] !== undefined && said[one] === undefined) delete merged[one]
  }
  for (const name of LISTS) merged[name] = [...(environment[name] ?? []), ...(said[name] ?? [])]
  return merged
}

/** Where the doctor looks: at a room elsewhere, or at the one that would run with these options. */
function doctorOptions(where: string | undefined, room: RoomOptionsInput) {
  const { host, port } = RoomOptions.parse(room)
  if (where === undefined) return { address: null, host, port }
  const address = canonicalAddress(where, port)
  if (address === null) throw new UsageError(`"${where}" is no address; write it as HOST:PORT.`)
  return { address, host, port }
}

type Values = ReturnType<typeof parse>['values']
function roomOptions(values: Values, dataDir: string): Record<string, unknown> {
  const given: Record<string, unknown> = {
    dataDir,
    backupDir: values['backup-dir'],
    host: values.host,
    port: values.port,
    name: values.name,
    inviteOnly: values['invite-only'] ? true : values.open ? false : undefined,
    guests: values.guests ? true : values['no-guests'] ? false : undefined,
    mapPort: values['map-port'] ? true : values['no-map-port'] ? false : undefined,
    iceServers: values['ice-server'],
    tlsCert: values['tls-cert'],
    tlsKey: values['tls-key'],
    origins: values.origin,
    trustedProxies: values['trusted-proxy'],
    allowFetch: values['allow-fetch'],
    privateFiles: values['private-files'],
    installersDir: values.installers,
    passwordCost: values['password-cost'],
    announce: values['no-announce'] ? false : undefined,
    // Sentences and log lines in one window read badly; whoever reads JSON wants both.
    logLevel: values['log-level'] ?? (values.json ? undefined : 'warn'),
    limits: limitsOf(values.limit ?? []),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A day: whoever wants longer leaves it out. */
const MAX_FOR_SECONDS = 86_400
function discoverOptions(known: readonly string[], seconds: string | undefined) {
  const addresses = known.map((text) => {
    const address = canonicalAddress(text, RoomOptions.shape.port.parse(undefined))
    if (address === null) throw new UsageError(`--known=${text}: write it as 192.168.1.24:22800.`)
    return address
  })
  if (seconds === undefined) return { known: addresses, forMs: null }
  if (!/^\d{1,5}(?:\.\d{1,3})?$/.test(seconds) || Number(seconds) > MAX_FOR_SECONDS)
    throw new UsageError(`--for=${seconds}: seconds, at most ${MAX_FOR_SECONDS}.`)
  return { known: addresses, forMs: Number(seconds) * 1_000 }
}

/** An empty text would pass for 0, or for this folder. */
function present(name: string, value: string): string {
  if (value.trim() === '') throw new UsageError(`--${name} needs a value.`)
  return value
}

function limitsOf(pairs: readonly string[]): Record<string, string> {
  const limits: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(0, at))
    if (!Object.hasOwn(Limits.shape, name))
      throw new UsageError(`--limit takes NAME=VALUE; there is no limit "${name || pair}". See --help.`)
    limits[name] = present(`limit ${name}`, pair.slice(at + 1))
  }
  return limits
}

const SINGULAR: Record<string, string> = {
  iceServers: 'ice-server',
  origins: 'origin',
  trustedProxies: 'trusted-proxy',
  installersDir: 'installers',
  limits: 'limit',
}
const flagOf = (option: string): string =>
  SINGULAR[option] ?? option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function checked(given: Record<string, unknown>): RoomOptionsInput {
  const parsed = RoomOptions.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const [option = '', ...below] = (issue?.path ?? []).map(String)
  const value = [option, ...below].reduce<unknown>((from, key) => new Map(Object.entries(from ?? {})).get(key), given)
  const name = option === 'limits' ? `limit ${below.join('.')}` : flagOf(option)
  throw new UsageError(`--${name}=${String(value)}: ${issue?.message ?? 'not right'}.`)
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '')
  }
}

function fromEnvironment(env: NodeJS.ProcessEnv): string[] {
  const given: string[] = []
  for (const [name, option] of Object.entries(options)) {
    if (name === 'help' || name === 'version') continue
    const variable = `STUFFCHAT_${name.toUpperCase().replaceAll('-', '_')}`
    const value = env[variable]
    if (value === undefined || value === '') continue
    if (option.type === 'boolean') {
      const flag = z.stringbool().safeParse(value)
      if (!flag.success) throw new UsageError(`${variable} is either true or false, not "${value}".`)
      if (flag.data) given.push(`--${name}`)
    } else if ('multiple' in option)
      for (const part of value.split(/[\s,]+/).filter((text) => text !== '')) given.push(`--${name}=${part}`)
    else given.push(`--${name}=${value}`)
  }
  return given
}
