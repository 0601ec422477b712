import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StartDiscovery } from '../../main/nearby.ts'
import type { NearbyRoom } from '../../server/protocol/discovery.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const identity = 'A'.repeat(43)
const near: NearbyRoom = {
  identity,
  room_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  name: '<img src=x onerror=alert(1)>',
  host: 'pc.local',
  addresses: ['10.0.0.1:22800', '[fd00::1]:22800'],
  version: '0.1.0',
  people: 3,
  locked: false,
  guests: true,
  code: false,
  rtt_ms: 1.5,
}

test('[SN1] the page asks to look around, hears of every change, and of none when it does not want to', async () => {
  const started: Parameters<StartDiscovery>[0][] = []
  await using shell = await openedShell(browser, {
    async startDiscovery(options) {
      started.push(options)
      return { rooms: () => [near], close: async () => undefined }
    },
  })
  expect(started).toHaveLength(0)
  await call(shell.page, 'rooms.save', {
    key: 'k',
    name: 'Attic',
    addresses: ['10.0.0.9:22800'],
    identity,
    room_id: null,
    username: null,
    last_used_at: null,
  })
  await listen(shell.page, 'nearby_changed')
  expect(await call(shell.page, 'nearby.watch', { wanted: true })).toEqual([near])
  expect(started[0]?.known()).toEqual([{ addresses: ['10.0.0.9:22800'], identity }])
  started[0]?.onChange([near, { ...near, identity: `${'B'.repeat(42)}A`, people: null }])
  started[0]?.onChange([])
  await expect.poll(async () => (await heard(shell.page, 'nearby_changed')).length).toBe(2)
  expect(await heard(shell.page, 'nearby_changed')).toMatchObject([[near, { people: null }], []])
  // The page is loaded anew: whoever wants it says so.
  shell.window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  started[0]?.onChange([near])
  expect(await call(shell.page, 'nearby.watch', { wanted: true })).toEqual([near])
  expect(await heard(shell.page, 'nearby_changed')).toHaveLength(2)
  // Within ten seconds it is the same one that goes on.
  expect([started.length, shell.logged]).toEqual([1, []])
})

test('[SN2] what cannot begin is a sentence for the page, and an entry in the log', async () => {
  await using shell = await openedShell(browser, {
    startDiscovery: () => Promise.reject(new Error('There is no network.')),
  })
  expect(await call(shell.page, 'nearby.watch', { wanted: true })).toEqual({ refused: expect.stringMatching(/\.$/) })
  expect(shell.logged.join('\n')).toContain('There is no network.')
})
