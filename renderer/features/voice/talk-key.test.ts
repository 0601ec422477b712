import { expect, it } from 'vitest'
import { fitOf, isKeptBack, isTalkKey, keyName } from './talk-key.ts'

const press = (code: string, more = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...more,
})

it('the talk key is one by its place, also with Shift, and never as part of a chord', () => {
  expect(isTalkKey(press('Backquote'), 'Backquote')).toBe(true)
  expect(isTalkKey(press('Backquote', { shiftKey: true }), 'Backquote')).toBe(true)
  expect(isTalkKey(press('Backquote', { ctrlKey: true }), 'Backquote')).toBe(false)
  expect(isTalkKey(press('Backquote', { isComposing: true }), 'Backquote')).toBe(false)
  expect(isTalkKey(press('KeyA'), 'Backquote')).toBe(false)
})

it('a modifier can be the talk key, though it is then pressed itself; nothing has to be kept from it', () => {
  expect(isTalkKey(press('ControlRight', { ctrlKey: true }), 'ControlRight')).toBe(true)
  expect(isKeptBack('ControlRight')).toBe(false)
  expect(isKeptBack('Backquote')).toBe(true)
})

it('what one writes and moves with cannot be the talk key', () => {
  for (const code of ['KeyQ', 'Digit1', 'Space', 'Enter', 'Tab', 'Escape', 'ArrowUp', 'PageDown', 'Backspace'])
    expect(fitOf(code)).toBe('needed')
  for (const code of ['Backquote', 'F8', 'ControlLeft', 'IntlBackslash', 'Numpad0', 'CapsLock', 'Insert'])
    expect(fitOf(code)).toBe('ok')
  expect(fitOf('')).toBe('unknown')
})

it('keys are called what people call them', () => {
  const name = (code: string) =>
    keyName(code, { Backquote: 'the key left of 1' }, (rest) => `${rest} on the number pad`)
  expect(name('Backquote')).toBe('the key left of 1')
  expect(name('F8')).toBe('F8')
  expect(name('Numpad0')).toBe('0 on the number pad')
  expect(name('ScrollLock')).toBe('Scroll Lock')
})
