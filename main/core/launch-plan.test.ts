import { expect, test } from 'vitest'
import {
  appFailed,
  browserAddress,
  browserCommand,
  hasDisplay,
  isForApp,
  mayOpenBrowser,
  notFetched,
  planLaunch,
} from './launch-plan.ts'

const found = { args: [], electron: 'there', version: '45.4.1', failedBefore: false, hasDisplay: true } as const

test('the app opens where there is an Electron and a display', () => {
  expect(planLaunch(found)).toEqual({ kind: 'open_app' })
  expect(planLaunch({ ...found, args: ['stuffchat://join/x'] })).toEqual({ kind: 'open_app' })
})

test('without Electron it is fetched once; after a failure the room is hosted and the sentence says how to try again', () => {
  const missing = { ...found, electron: 'missing' } as const
  expect(planLaunch(missing)).toEqual({ kind: 'fetch_electron' })
  const plan = planLaunch({ ...missing, failedBefore: true })
  expect(plan).toMatchObject({ kind: 'fall_back', sentence: expect.stringContaining('install.js') })
  expect(notFetched('45.4.1')).toMatch(/Electron 45\.4\.1.*10 seconds.*install\.js$/)
  expect(appFailed('SIGTRAP')).toContain('SIGTRAP')
})

test('without a display the room is hosted, and the sentence says why', () => {
  expect(planLaunch({ ...found, hasDisplay: false })).toMatchObject({
    kind: 'fall_back',
    sentence: expect.stringContaining('no display'),
  })
})

test.each([['--server-only'], ['--help'], ['--port=0'], ['backup', 'x'], ['restore', 'x'], ['--grant-admin', 'ann']])(
  'what is the room’s never starts the app: %s',
  (...args) => {
    expect(isForApp(args)).toBe(false)
    expect(planLaunch({ ...found, args, electron: 'missing' })).toEqual({ kind: 'serve' })
  },
)

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('%s with %j has a display: %s', (platform, env, expected) => {
  expect(hasDisplay({ platform, env })).toBe(expected)
})

test('a browser is opened for a person at this machine only', () => {
  const here = { platform: 'linux', env: { DISPLAY: ':0' }, isTerminal: true } as const
  expect(mayOpenBrowser(here)).toBe(true)
  expect(mayOpenBrowser({ ...here, isTerminal: false })).toBe(false)
  expect(mayOpenBrowser({ ...here, env: { DISPLAY: ':0', CI: 'true' } })).toBe(false)
  expect(mayOpenBrowser({ ...here, env: { DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } })).toBe(false)
  expect(mayOpenBrowser({ ...here, env: {} })).toBe(false)
})

test.each([
  [[], {}, 'http://localhost:22800/'],
  [['--port', '80'], {}, 'http://localhost:80/'],
  [['--port=8080'], { STUFFCHAT_PORT: '1' }, 'http://localhost:8080/'],
  [[], { STUFFCHAT_PORT: '9000' }, 'http://localhost:9000/'],
  [[], { STUFFCHAT_PORT: '' }, 'http://localhost:22800/'],
  [['--port', '0'], {}, null],
  [['--port', 'x'], {}, null],
  [['--port'], {}, 'http://localhost:22800/'],
] as const)('%j with %j is at %s', (args, env, address) => {
  expect(browserAddress(args, env)).toBe(address)
})

test('each system has its way to open an address, and none goes through a shell', () => {
  expect(browserCommand('linux', 'http://localhost:1/')).toEqual(['xdg-open', 'http://localhost:1/'])
  expect(browserCommand('darwin', 'http://localhost:1/')[0]).toBe('open')
  expect(browserCommand('win32', 'http://localhost:1/')).toHaveLength(3)
})
