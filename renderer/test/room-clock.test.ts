import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../api/clock.ts'
import { RoomClock } from '../player/room-clock.ts'
import { type TestRoom, startRoom } from './server.ts'
import { device, startApp, until } from './app.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

test('[PL-CLOCK] a device learns the time of the room within milliseconds, and measures again when it wakes', async () => {
  await room.register('carla')
  using app = await startApp(room.url, device(), { username: 'carla' })
  // A device whose clock began at another time.
  const ahead = 123_456
  const now = () => performance.now() + ahead
  const wakers = new Set<() => void>()
  const clock = new RoomClock({
    socket: app.socket,
    now,
    after: systemClock().after,
    wake: (listener) => {
      wakers.add(listener)
      return () => wakers.delete(listener)
    },
  })
  // Room and device are one machine here, so it is known what comes out: wall-clock time without anybody's steps.
  const errorMs = () => {
    const state = app.socket.getSnapshot()
    if (state.state !== 'open') return null
    const time = clock.roomTime(now())
    return time === null ? null : state.metadata.server_epoch_ms + time - (performance.timeOrigin + performance.now())
  }
  const isRight = (error: number | null) => error !== null && Math.abs(error) < 5
  expect(clock.getSnapshot()).toBeNull()
  await until(errorMs, isRight)
  expect(clock.getSnapshot()?.rttMs).toBeLessThan(100)

  const before = clock.getSnapshot()
  for (const wake of wakers) wake()
  await until(clock.getSnapshot, (estimate) => estimate !== before)
  await until(errorMs, isRight)

  clock.close()
  const last = clock.getSnapshot()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(clock.getSnapshot()).toBe(last)
})
