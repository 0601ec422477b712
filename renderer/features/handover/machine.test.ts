import { describe, expect, test } from 'vitest'
import type { Installer } from '#protocol/installers.ts'
import { machineOf, suggested } from './machine.ts'

const UA = {
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  pi: 'Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  android:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
}
const at = (userAgent: string, maxTouchPoints = 0) => machineOf({ userAgent, maxTouchPoints })

test('machineOf', () => {
  expect(at(UA.windows)).toEqual({ platform: 'windows', arch: 'x64' })
  expect(at(UA.mac)).toEqual({ platform: 'macos', arch: null })
  expect(at(UA.linux)).toEqual({ platform: 'linux', arch: 'x64' })
  expect(at(UA.pi)).toEqual({ platform: 'linux', arch: 'arm64' })
  expect([at(UA.android), at(UA.iphone), at(UA.mac, 5), at('')]).toEqual([null, null, null, null])
})

describe('suggested', () => {
  const one = (platform: Installer['platform'], arch: Installer['arch'], kind: Installer['kind']): Installer => {
    const name = `Stuffchat-1-${platform}-${arch}.${kind}`
    return { platform, arch, kind, name, bytes: 1, url: `/installers/${name}` }
  }
  const setup = one('windows', 'x64', 'setup')
  const [deb, image] = [one('linux', 'x64', 'deb'), one('linux', 'x64', 'appimage')]
  const [intel, apple] = [one('macos', 'x64', 'dmg'), one('macos', 'arm64', 'dmg')]
  const all = [one('windows', 'x64', 'portable'), setup, deb, image, intel, apple]
  test('the simplest of the platform', () => {
    expect(suggested(all, { platform: 'windows', arch: 'x64' })).toBe(setup)
    expect(suggested(all, { platform: 'linux', arch: 'x64' })).toBe(image)
    expect(suggested(all, { platform: 'macos', arch: null })).toBe(apple)
  })
  test('nothing of another processor', () => {
    expect(suggested(all, { platform: 'linux', arch: 'arm64' })).toBeNull()
    expect(suggested(all, null)).toBeNull()
  })
  test('what every Mac runs before all', () => {
    const both = one('macos', 'universal', 'dmg')
    expect(suggested([...all, both], { platform: 'macos', arch: null })).toBe(both)
  })
})
