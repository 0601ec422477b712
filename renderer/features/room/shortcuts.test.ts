import { describe, expect, it } from 'vitest'
import { SHORTCUTS, keyLabels, matches, shortcutOf } from './shortcuts.ts'

const press = (key: string, held: ('ctrl' | 'meta' | 'alt' | 'shift')[] = []) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
})

describe('a key press', () => {
  it.each([
    [press('k', ['ctrl']), false, 'quickSwitch'],
    [press('K', ['ctrl']), false, 'quickSwitch'],
    [press('k', ['meta']), true, 'quickSwitch'],
    [press('k', ['ctrl']), true, null],
    [press('k', ['ctrl', 'alt']), false, null],
    [press('k'), false, null],
    [press('ArrowUp', ['alt']), false, 'previousChannel'],
    [press('ArrowUp', ['alt', 'shift']), false, 'previousUnread'],
    [press('ArrowDown', ['alt', 'shift']), false, 'nextUnread'],
    [press('?', ['shift']), false, 'help'],
    [press('?'), false, 'help'],
    [press(',', ['ctrl']), false, 'settings'],
    [press('Escape'), false, 'markRead'],
    [press('Enter'), false, null],
  ] as const)('%o (mac: %s) means %s', (key, isMac, id) => expect(shortcutOf(key, isMac)).toBe(id))

  it('knows the plus sign as a key', () => {
    expect(matches(press('+', ['shift']), '+', false)).toBe(true)
    expect(keyLabels('+', false)).toEqual(['+'])
  })
})

describe('the key map', () => {
  it('shows keys as they stand on the keyboard', () => {
    expect(keyLabels('Mod+K', false)).toEqual(['Ctrl', 'K'])
    expect(keyLabels('Alt+Shift+ArrowUp', true)).toEqual(['⌥', '⇧', '↑'])
  })
  it('gives no chord two meanings in one place', () => {
    const all = SHORTCUTS.flatMap((one) => one.keys.map((keys) => `${one.where} ${keys}`))
    expect(new Set(all).size).toBe(all.length)
  })
})
