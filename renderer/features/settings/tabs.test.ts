import { expect, test } from 'vitest'
import { groupsOf, shownTab } from './tabs.ts'

test('without a room nothing of a room, without the desktop app nothing of it', () => {
  const all = groupsOf({ hasRoom: true, isDesktop: true })
  expect(all.room).toContain('profile')
  expect(all.device).toContain('desktop')
  const few = groupsOf({ hasRoom: false, isDesktop: false })
  expect(few.room).toEqual([])
  expect(few.device).not.toContain('desktop')
})

test('what is not there leads to the first one, or on a phone to the list', () => {
  const groups = groupsOf({ hasRoom: false, isDesktop: false })
  expect(shownTab('about', groups, false)).toBe('about')
  expect(shownTab('profile', groups, false)).toBe('notifications')
  expect(shownTab(null, groups, false)).toBe('notifications')
  expect(shownTab('profile', groups, true)).toBeNull()
  expect(shownTab('about', groups, true)).toBe('about')
})
