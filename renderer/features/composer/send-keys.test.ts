import { expect, test } from 'vitest'
import { isSend } from './send-keys.ts'

const enter = {
  key: 'Enter',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 13,
}

test('[UI-SEND-KEY] Enter sends, unless one prefers Ctrl+Enter; Shift makes a line', () => {
  expect(isSend(enter, 'enter')).toBe(true)
  expect(isSend({ ...enter, shiftKey: true }, 'enter')).toBe(false)
  expect(isSend(enter, 'ctrl_enter')).toBe(false)
  expect(isSend({ ...enter, metaKey: true }, 'ctrl_enter')).toBe(true)
  expect(isSend({ ...enter, key: 'a' }, 'enter')).toBe(false)
})
test('[UI-SEND-KEY] the Enter of an input method does not send', () => {
  expect(isSend({ ...enter, isComposing: true }, 'enter')).toBe(false)
  expect(isSend({ ...enter, keyCode: 229 }, 'enter')).toBe(false)
})
