import { expect, test } from 'vitest'
import { hookCodesOf, isWayland } from './talk-keys.ts'

test('keys are known by their place, as libuiohook numbers them', () => {
  const known = {
    Backquote: [41],
    KeyA: [30],
    KeyQ: [16],
    KeyM: [50],
    Digit1: [2],
    Digit0: [11],
    F1: [59],
    F10: [68],
    F11: [87],
    F12: [88],
    F13: [91],
    F24: [107],
    Space: [57],
    ControlRight: [3613],
    MetaLeft: [3675],
    ArrowUp: [57416],
    // With NumLock, and without.
    Numpad5: [0x4c, 0xee4c],
  }
  expect(Object.fromEntries(Object.keys(known).map((code) => [code, hookCodesOf(code)]))).toEqual(known)
})

test('each code belongs to one key', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`)
  const numbers = Array.from({ length: 10 }, (_, n) => [`Digit${n}`, `Numpad${n}`]).flat()
  const functions = Array.from({ length: 24 }, (_, n) => `F${n + 1}`)
  const others = ['Space', 'Tab', 'Enter', 'NumpadEnter', 'ShiftLeft', 'ShiftRight', 'Pause', 'Home', 'End', 'Delete']
  const codes = [...letters, ...numbers, ...functions, ...others].map((code) => hookCodesOf(code))
  expect(codes.filter((some) => some.length === 0)).toEqual([])
  expect(new Set(codes.flat()).size).toBe(codes.flat().length)
})

test('what is no key, or ends things elsewhere, cannot be held to talk', () => {
  for (const code of [
    '',
    'Escape',
    'Unidentified',
    'keya',
    '__proto__',
    'toString',
    'Fn',
    'F25',
    'IntlBackslash',
    'Digit10',
  ]) {
    expect(hookCodesOf(code)).toEqual([])
  }
})

test.each([
  ['linux', { XDG_SESSION_TYPE: 'wayland' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, true],
  ['linux', { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: '' }, false],
  ['linux', {}, false],
  ['win32', { WAYLAND_DISPLAY: 'wayland-0' }, false],
] as const)('%s %j: Wayland %s', (platform, env, is) => expect(isWayland({ platform, env })).toBe(is))
