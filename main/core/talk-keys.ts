/**
 * The keys that may be held to talk, from `KeyboardEvent.code` to the codes of libuiohook, which names keys by their place
 * as well (its `uiohook.h`). Seen on X11 one by one; left out is IntlBackslash, which it gives no code there. A key of the
 * number pad has a second code, for when NumLock is off.
 */
const LETTERS: readonly [string, number][] = [
  ['QWERTYUIOP', 0x10],
  ['ASDFGHJKL', 0x1e],
  ['ZXCVBNM', 0x2c],
]
const NUMPAD_TOGGLED = 0xee00
const NUMPAD: Readonly<Record<string, number>> = {
  Numpad7: 0x47,
  Numpad8: 0x48,
  Numpad9: 0x49,
  Numpad4: 0x4b,
  Numpad5: 0x4c,
  Numpad6: 0x4d,
  Numpad1: 0x4f,
  Numpad2: 0x50,
  Numpad3: 0x51,
  Numpad0: 0x52,
  NumpadDecimal: 0x53,
}
const OTHERS: Readonly<Record<string, number>> = {
  Backquote: 0x29,
  Minus: 0x0c,
  Equal: 0x0d,
  Backspace: 0x0e,
  Tab: 0x0f,
  CapsLock: 0x3a,
  BracketLeft: 0x1a,
  BracketRight: 0x1b,
  Backslash: 0x2b,
  Semicolon: 0x27,
  Quote: 0x28,
  Enter: 0x1c,
  Comma: 0x33,
  Period: 0x34,
  Slash: 0x35,
  Space: 0x39,
  PrintScreen: 0x0e37,
  ScrollLock: 0x46,
  Pause: 0x0e45,
  Insert: 0x0e52,
  Delete: 0x0e53,
  Home: 0x0e47,
  End: 0x0e4f,
  PageUp: 0x0e49,
  PageDown: 0x0e51,
  ArrowUp: 0xe048,
  ArrowLeft: 0xe04b,
  ArrowRight: 0xe04d,
  ArrowDown: 0xe050,
  NumpadDivide: 0x0e35,
  NumpadMultiply: 0x37,
  NumpadSubtract: 0x4a,
  NumpadAdd: 0x4e,
  NumpadEnter: 0x0e1c,
  NumpadEqual: 0x0e0d,
  ShiftLeft: 0x2a,
  ShiftRight: 0x36,
  ControlLeft: 0x1d,
  ControlRight: 0x0e1d,
  AltLeft: 0x38,
  AltRight: 0x0e38,
  MetaLeft: 0x0e5b,
  MetaRight: 0x0e5c,
  ContextMenu: 0x0e5d,
}
const KEYS: ReadonlyMap<string, readonly number[]> = new Map([
  ...LETTERS.flatMap(([row, first]) => [...row].map((key, at) => entry(`Key${key}`, first + at))),
  ...Array.from({ length: 10 }, (_, n) => entry(`Digit${(n + 1) % 10}`, 0x02 + n)),
  ...Array.from({ length: 10 }, (_, n) => entry(`F${n + 1}`, 0x3b + n)),
  ...[0x57, 0x58, 0x5b, 0x5c, 0x5d, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b].map((code, n) =>
    entry(`F${n + 11}`, code),
  ),
  ...Object.entries(NUMPAD).map(([key, code]) => entry(key, code, NUMPAD_TOGGLED | code)),
  ...Object.entries(OTHERS).map(([key, code]) => entry(key, code)),
])

/** The codes by which libuiohook tells of a key; none for one that it does not know. Escape stays what it is. */
export const hookCodesOf = (code: string): readonly number[] => KEYS.get(code) ?? []

/** What the system is like, as far as it decides whether keys can be seen while another program is in front. */
export type KeySystem = {
  platform: NodeJS.Platform
  /** What a Linux desktop says of its kind: `XDG_SESSION_TYPE`, `WAYLAND_DISPLAY`. */
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Wayland shows keys to the window in front only. The X server beside it would show some, those for other X windows: a
 * key that works now and then is worse than one that does not.
 */
export const isWayland = ({ platform, env }: KeySystem): boolean =>
  platform === 'linux' && (env['XDG_SESSION_TYPE'] === 'wayland' || (env['WAYLAND_DISPLAY'] ?? '') !== '')

function entry(key: string, ...codes: number[]): [string, readonly number[]] {
  return [key, codes]
}
