import { expect, test } from 'vitest'
import type { HostingState } from '#protocol/bridge.ts'
import { firstOwner } from './first-owner.ts'

const hosting: HostingState = {
  kind: 'on',
  name: 'Basement',
  url: 'http://127.0.0.1:22800',
  port: 22_800,
  identity: null,
  since: '2026-11-24T18:05:00.000Z',
  owner_code: 'code',
}
const hosted = { key: 'hosted', baseUrl: 'http://127.0.0.1:22800' }

test('a room with an owner, or one that does not say, greets nobody as its first', () => {
  expect(firstOwner(true, hosted, hosting)).toBeNull()
  expect(firstOwner(undefined, hosted, hosting)).toBeNull()
})
test('the app that hosts it fills in the code', () =>
  expect(firstOwner(false, hosted, hosting)).toEqual({ at: 'own', code: 'code' }))
test('on the own machine no code is needed', () =>
  expect(firstOwner(false, { key: 'here', baseUrl: 'http://localhost:22800' }, null)).toEqual({
    at: 'own',
    code: null,
  }))
test('from elsewhere it takes the code', () =>
  expect(firstOwner(false, { key: 'here', baseUrl: 'http://192.168.1.24:22800' }, null)).toEqual({ at: 'elsewhere' }))
