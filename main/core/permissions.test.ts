import { describe, expect, test } from 'vitest'
import { PERMISSIONS, mayCheck, mayRequest, mayUseDevice } from './permissions.ts'

const OURS = 'app://stuffchat/'
const FOREIGN = [
  'https://example.org/',
  'http://192.168.1.24:22800/',
  'app://stuffchat.evil/',
  'app://stuffchat@evil/',
  'file:///x',
  'null',
  '',
]

/** From electron.d.ts of 45.4.1; both handlers have the same list. */
const ELECTRON_45 = `ar automatic-fullscreen background-fetch background-sync captured-surface-control clipboard-read
  clipboard-sanitized-write deprecated-sync-clipboard-read display-capture fileSystem fullscreen geolocation
  geolocation-approximate hand-tracking hid idle-detection keyboardLock local-fonts local-network local-network-access
  loopback-network media mediaKeySystem midi midiSysex nfc notifications openExternal payment-handler
  periodic-background-sync persistent-storage pointerLock screen-wake-lock sensors serial smart-card speaker-selection
  storage-access system-wake-lock top-level-storage-access unknown usb vr web-app-installation web-printing
  window-management`.split(/\s+/)

const ALLOWED = [
  'clipboard-sanitized-write',
  'display-capture',
  'fullscreen',
  'local-network',
  'local-network-access',
  'loopback-network',
  'media',
  'notifications',
]
const WITHOUT_FRAME = ['local-network', 'local-network-access', 'loopback-network', 'notifications']

const request = { requestingUrl: OURS, isMainFrame: true }
const check = { requestingUrl: OURS, isMainFrame: true }

test('the table has the names of Electron 45, no more, no fewer', () => {
  expect(Object.keys(PERMISSIONS).toSorted()).toEqual(ELECTRON_45.toSorted())
})

describe.each(ELECTRON_45)('%s', (permission) => {
  const allowed = ALLOWED.includes(permission)
  test(`is ${allowed ? 'granted to our own page' : 'refused'} by both handlers`, () => {
    expect(mayRequest(permission, request)).toBe(allowed)
    expect(mayCheck(permission, OURS, check)).toBe(allowed)
    expect(mayCheck(permission, 'app://stuffchat', { isMainFrame: true })).toBe(allowed)
  })
  test('is refused to everybody else', () => {
    for (const origin of FOREIGN) {
      expect(mayRequest(permission, { ...request, requestingUrl: origin })).toBe(false)
      expect(mayRequest(permission, { ...request, securityOrigin: origin })).toBe(false)
      expect(mayCheck(permission, origin, { isMainFrame: true })).toBe(false)
      expect(mayCheck(permission, OURS, { ...check, requestingUrl: origin })).toBe(false)
      expect(mayCheck(permission, OURS, { ...check, embeddingOrigin: origin })).toBe(false)
      expect(mayCheck(permission, OURS, { ...check, securityOrigin: origin })).toBe(false)
    }
  })
  test('outside the main frame', () => {
    const expected = WITHOUT_FRAME.includes(permission)
    expect(mayRequest(permission, { ...request, isMainFrame: false })).toBe(expected)
    expect(mayCheck(permission, OURS, { isMainFrame: false })).toBe(expected)
  })
})

test.each(['', 'toString', '__proto__', 'constructor', 'Media', 'media ', 'camera'])('unheard-of %j', (permission) => {
  expect(mayRequest(permission, request)).toBe(false)
  expect(mayCheck(permission, OURS, check)).toBe(false)
})

test('media is audio and video, nothing unknown', () => {
  expect(mayRequest('media', { ...request, securityOrigin: OURS, mediaTypes: ['audio', 'video'] })).toBe(true)
  expect(mayRequest('media', { ...request, mediaTypes: ['audio', 'smell'] })).toBe(false)
  expect(mayCheck('media', OURS, { ...check, mediaType: 'audio' })).toBe(true)
  expect(mayCheck('media', OURS, { ...check, mediaType: 'unknown' })).toBe(false)
})

test('devices: none', () => {
  expect(mayUseDevice()).toBe(false)
})
