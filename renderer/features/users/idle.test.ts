import { expect, it } from 'vitest'
import type { Status } from '#protocol/presence.ts'
import { fakeClock } from '../../test/fakes.ts'
import { IdleWatch, statusChosen } from './idle.ts'

const MINUTE = 60_000
function world(start: Status, stored: [string, string][] = []) {
  const clock = fakeClock()
  const map = new Map(stored)
  const target = new EventTarget()
  const told: Status[] = []
  let status = start
  const storage = {
    getItem: (name: string) => map.get(name) ?? null,
    setItem: (name: string, value: string) => void map.set(name, value),
    removeItem: (name: string) => void map.delete(name),
  }
  const watch = new IdleWatch({
    target: target,
    storage,
    scope: 'r:u',
    clock,
    status: () => status,
    tell: (next) => {
      status = next
      told.push(next)
    },
  })
  return {
    clock,
    told,
    storage,
    close: () => watch.close(),
    touch: () => target.dispatchEvent(new Event('pointermove')),
  }
}

it('away after ten minutes without a hand, online again with the first one', async () => {
  const { clock, told, touch } = world('online')
  await clock.pass(9 * MINUTE)
  touch()
  await clock.pass(9 * MINUTE)
  expect(told).toEqual([])
  await clock.pass(2 * MINUTE)
  expect(told).toEqual(['away'])
  touch()
  touch()
  expect(told).toEqual(['away', 'online'])
})
it('a chosen status stays', async () => {
  const { clock, told, touch } = world('dnd')
  await clock.pass(30 * MINUTE)
  touch()
  expect(told).toEqual([])
})
it('an away of ours ends with a reload, a chosen one does not', () => {
  expect(world('away', [['away_by_idle:r:u', '1']]).told).toEqual(['online'])
  expect(world('away').told).toEqual([])
})
it('choosing away while away makes it one’s own', async () => {
  const { clock, told, storage, touch } = world('online')
  await clock.pass(11 * MINUTE)
  statusChosen(storage, 'r:u')
  touch()
  expect(told).toEqual(['away'])
})
