import { expect, test } from 'vitest'
import { fakeClock } from '../../test/fakes.ts'
import { TypingNotices } from './typing-notices.ts'

test('[UI-TYPING] is told at once, then every 4 s, and ends when the box is empty', async () => {
  const clock = fakeClock()
  const told: boolean[] = []
  const notices = new TypingNotices({ clock, send: (started) => told.push(started) })
  notices.changed('a')
  notices.changed('ab')
  await clock.pass(3_900)
  notices.changed('abc')
  expect(told).toEqual([true])
  await clock.pass(100)
  notices.changed('abcd')
  expect(told).toEqual([true, true])
  notices.changed(' ')
  notices.stop()
  expect(told).toEqual([true, true, false])
  notices.changed('again')
  notices.sent()
  notices.stop()
  expect(told).toEqual([true, true, false, true])
})
