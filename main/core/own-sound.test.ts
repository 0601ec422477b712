import { expect, test } from 'vitest'
import { ownSoundFree } from './own-sound.ts'

test.each([
  ['win32', '10.0.26100', 'loopbackWithoutChrome'],
  ['win32', '10.0.22000', 'loopbackWithoutChrome'],
  ['win32', '10.0.19045', null],
  ['win32', '6.1.7601', null],
  ['win32', '', null],
  ['win32', 'unknown', null],
  ['linux', '6.8.0-45-generic', null],
  ['darwin', '24.1.0', null],
] as const)('%s %s: %s', (platform, release, device) => expect(ownSoundFree(platform, release)).toBe(device))
