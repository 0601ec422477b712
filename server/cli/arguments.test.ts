import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RoomOptions } from '../options.ts'
import { UsageError, defaultDataDir, readArguments } from './arguments.ts'

const read = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  readArguments(args, { HOME: '/home/olga', ...env }, 'linux')
const roomOf = (args: string[], env: NodeJS.ProcessEnv = {}) => {
  const invocation = read(args, env)
  if (invocation.kind !== 'serve') throw new Error(`not a room, but ${invocation.kind}`)
  return RoomOptions.parse(invocation.room)
}

describe('where data lies when nothing is said', () => {
  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string[]]>([
    ['linux', { XDG_DATA_HOME: '/data' }, ['/data', 'stuffchat', 'room']],
    ['win32', { APPDATA: 'roaming' }, ['roaming', 'Stuffchat', 'room']],
  ])('%s with %o', (platform, env, parts) => {
    expect(defaultDataDir(env, platform)).toBe(join(...parts))
  })
  test.each<[NodeJS.Platform, string[]]>([
    ['linux', ['.local', 'share', 'stuffchat', 'room']],
    ['darwin', ['Library', 'Application Support', 'Stuffchat', 'room']],
    ['win32', ['AppData', 'Roaming', 'Stuffchat', 'room']],
  ])('%s with an empty environment', (platform, parts) => {
    expect(defaultDataDir({}, platform).endsWith(join(...parts))).toBe(true)
  })
})

test('nothing said is a room with the defaults, and quiet, because sentences stand beside the log', () => {
  expect(roomOf([])).toEqual(RoomOptions.parse({ dataDir: defaultDataDir({}, 'linux'), logLevel: 'warn' }))
  expect(roomOf(['--json']).logLevel).toBe('info')
  expect(roomOf([])).toMatchObject({ port: 22_800, host: '::', privateFiles: false, announce: true, passwordCost: 15 })
  expect(roomOf([])).not.toHaveProperty('inviteOnly')
})

test.each<[string[], NodeJS.ProcessEnv, Partial<RoomOptions>]>([
  [['--host', '::1'], { STUFFCHAT_HOST: '::1' }, { host: '::1' }],
  [['--port', '0'], { STUFFCHAT_PORT: '0' }, { port: 0 }],
  [['--data-dir', 'x y'], { STUFFCHAT_DATA_DIR: 'x y' }, { dataDir: 'x y' }],
  [['--name', 'a, b'], { STUFFCHAT_NAME: 'a, b' }, { name: 'a, b' }],
  [['--name=--open'], { STUFFCHAT_NAME: '--open' }, { name: '--open' }],
  [['--open'], { STUFFCHAT_OPEN: '1' }, { inviteOnly: false }],
  [['--invite-only'], { STUFFCHAT_INVITE_ONLY: 'true' }, { inviteOnly: true }],
  [['--guests'], { STUFFCHAT_GUESTS: '1' }, { guests: true }],
  [['--no-guests'], { STUFFCHAT_NO_GUESTS: 'yes' }, { guests: false }],
  [
    ['--origin', 'https://a.example', '--origin', 'https://b.example'],
    { STUFFCHAT_ORIGIN: 'https://a.example,https://b.example' },
    { origins: ['https://a.example', 'https://b.example'] },
  ],
  [
    ['--allow-fetch', '10.0.0.0/8', '--allow-fetch', 'fd00::/8'],
    { STUFFCHAT_ALLOW_FETCH: '10.0.0.0/8 fd00::/8' },
    { allowFetch: ['10.0.0.0/8', 'fd00::/8'] },
  ],
  [
    ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'],
    { STUFFCHAT_TLS_CERT: 'cert.pem', STUFFCHAT_TLS_KEY: 'key.pem' },
    { tlsCert: 'cert.pem', tlsKey: 'key.pem' },
  ],
  [['--trusted-proxy', '10.0.0.1'], { STUFFCHAT_TRUSTED_PROXY: '10.0.0.1' }, { trustedProxies: ['10.0.0.1'] }],
  [['--private-files'], { STUFFCHAT_PRIVATE_FILES: 'yes' }, { privateFiles: true }],
  [['--installers', 'for friends'], { STUFFCHAT_INSTALLERS: 'for friends' }, { installersDir: 'for friends' }],
  [['--password-cost', '16'], { STUFFCHAT_PASSWORD_COST: '16' }, { passwordCost: 16 }],
  [['--map-port'], { STUFFCHAT_MAP_PORT: '1' }, { mapPort: true }],
  [['--no-map-port'], { STUFFCHAT_NO_MAP_PORT: '1' }, { mapPort: false }],
  [
    ['--ice-server', 'stun:10.0.0.9', '--ice-server', 'turn:a:b@10.0.0.9:3478'],
    { STUFFCHAT_ICE_SERVER: 'stun:10.0.0.9,turn:a:b@10.0.0.9:3478' },
    { iceServers: ['stun:10.0.0.9', 'turn:a:b@10.0.0.9:3478'] },
  ],
  [['--no-announce'], { STUFFCHAT_NO_ANNOUNCE: 'on' }, { announce: false }],
  [['--log-level', 'trace'], { STUFFCHAT_LOG_LEVEL: 'trace' }, { logLevel: 'trace' }],
  [['--server-only'], { STUFFCHAT_SERVER_ONLY: '1' }, {}],
  [
    ['--origin', 'https://a.example'],
    { STUFFCHAT_ORIGIN: ' https://a.example , ' },
    { origins: ['https://a.example'] },
  ],
])('%o and the environment %o say the same', (args, env, expected) => {
  const said = roomOf(args)
  expect(said).toMatchObject(expected)
  expect(roomOf([], env)).toEqual(said)
})

test('limits come from both, and the command line has the last word', () => {
  const env = { STUFFCHAT_LIMIT: 'emojis=1,content_chars=2' }
  expect(roomOf(['--limit', 'emojis=3', '--limit', 'rates=off'], env).limits).toMatchObject({
    emojis: 3,
    content_chars: 2,
    rates: 'off',
  })
})

test('what is empty or says no in the environment says nothing', () => {
  const env = { STUFFCHAT_OPEN: '0', STUFFCHAT_INVITE_ONLY: 'false', STUFFCHAT_PORT: '', STUFFCHAT_PRIVATE_FILES: 'no' }
  expect(roomOf([], env)).toEqual(roomOf([]))
})

test.each([
  [['--open'], { STUFFCHAT_INVITE_ONLY: '1' }, false],
  [['--invite-only'], { STUFFCHAT_OPEN: '1' }, true],
])('%o beats %o', (args, env, inviteOnly) => {
  expect(roomOf(args, env).inviteOnly).toBe(inviteOnly)
})

test('so do --guests and --no-guests', () => {
  expect(roomOf(['--guests'], { STUFFCHAT_NO_GUESTS: '1', STUFFCHAT_OPEN: '1' })).toMatchObject({
    guests: true,
    inviteOnly: false,
  })
  expect(roomOf(['--no-guests'], { STUFFCHAT_GUESTS: '1' }).guests).toBe(false)
  expect(() => read(['--guests', '--no-guests'])).toThrow(UsageError)
})

test('backup, restore and --grant-admin', () => {
  const dataDir = defaultDataDir({}, 'linux')
  expect(read(['backup', 'copy'])).toEqual({ kind: 'backup', dataDir, folder: 'copy', json: false })
  expect(read(['--json', 'restore', '--data-dir', 'room', 'copy'])).toEqual({
    kind: 'restore',
    dataDir: 'room',
    folder: 'copy',
    json: true,
  })
  expect(read(['--grant-admin', 'olga'])).toEqual({ kind: 'grant', dataDir, user: 'olga', json: false })
})

test('--help and --version answer before anything else is judged', () => {
  expect(read(['--help', '--port', 'none', 'what'])).toEqual({ kind: 'help' })
  expect(read(['-v', '--open', '--invite-only'])).toEqual({ kind: 'version' })
})

test.each<[string[], NodeJS.ProcessEnv]>([
  [['--nope'], {}],
  [['--port='], {}],
  [['--port', '--json'], {}],
  [['--limit', 'emojis='], {}],
  [['--limit', '=1'], {}],
  [['--limit', '__proto__=1'], {}],
  [['--data-dir='], {}],
  [['backup', 'copy', '--data-dir='], {}],
  [['backup', ''], {}],
  [[], { STUFFCHAT_OPEN: 'perhaps' }],
  [[], { STUFFCHAT_PORT: 'http' }],
  [[], { STUFFCHAT_LIMIT: 'patience=1' }],
])('%o with %o is a mistake that is told in one line', (args, env) => {
  let told: unknown = null
  try {
    read(args, env)
  } catch (error) {
    told = error
  }
  expect(told).toBeInstanceOf(UsageError)
  expect(String(told)).toMatch(/^UsageError: [^\n]+$/)
})

test('discover takes its own options, and no other command does', () => {
  expect(read(['discover'])).toEqual({ kind: 'discover', known: [], forMs: null, json: false })
  const said = ['discover', '--json', '--for', '2.5', '--known', '10.0.0.2', '--known', '[FD00::2]:9000']
  const known = ['10.0.0.2:22800', '[fd00::2]:9000']
  expect(read(said)).toEqual({ kind: 'discover', known, forMs: 2_500, json: true })
  expect(read(['discover'], { STUFFCHAT_KNOWN: 'pc.local' })).toMatchObject({ known: ['pc.local:22800'] })
  for (const wrong of [['--known', 'a b'], ['--for', '-1'], ['--for', '1e9'], ['--for', '100000'], ['more']])
    expect(() => read(['discover', ...wrong])).toThrow(UsageError)
  expect(() => read(['--known', '10.0.0.2'])).toThrow(UsageError)
  expect(roomOf([], { STUFFCHAT_KNOWN: '10.0.0.2' })).toMatchObject({ announce: true })
})
