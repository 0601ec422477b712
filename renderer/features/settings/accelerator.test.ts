import { expect, test } from 'vitest'
import { type Press, acceleratorOf, keysOf } from './accelerator.ts'

const press = (code: string, held = '', key = 'x'): Press => ({
  code,
  key,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
})

test.each<[Press, boolean, string]>([
  [press('KeyM', 'cs'), false, 'CommandOrControl+Shift+M'],
  [press('KeyM', 'ms'), true, 'CommandOrControl+Shift+M'],
  [press('KeyM', 'c'), true, 'Control+M'],
  [press('Digit5', 'ca'), false, 'CommandOrControl+Alt+5'],
  [press('ArrowUp', 'a'), false, 'Alt+Up'],
  [press('F13'), false, 'F13'],
  [press('KeyM', 'm'), false, 'Super+M'],
  // A letter by itself would be lost to every other program.
  [press('KeyM'), false, 'unfit'],
  [press('KeyM', 's'), false, 'unfit'],
  [press('F25'), false, 'unfit'],
  [press('IntlBackslash', 'c'), false, 'unfit'],
  [press('ControlLeft', 'c', 'Control'), false, 'more'],
])('%j on a Mac: %s -> %s', (keys, isMac, expected) => {
  const pressed = acceleratorOf(keys, isMac)
  expect(typeof pressed === 'string' ? pressed : pressed.accelerator).toBe(expected)
})

test('as they stand on a keyboard', () => {
  expect(keysOf('CommandOrControl+Alt+Up', false)).toEqual(['Ctrl', 'Alt', '↑'])
  expect(keysOf('CommandOrControl+Alt+Up', true)).toEqual(['⌘', '⌥', '↑'])
})
