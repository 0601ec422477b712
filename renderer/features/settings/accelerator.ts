import { Accelerator } from '#protocol/bridge.ts'

/** `more`: only modifiers so far. `unfit`: no key for this, or one that every other program would miss, as a letter. */
export type Pressed = { accelerator: string } | 'more' | 'unfit'
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const MODIFIERS = ['Control', 'Meta', 'Alt', 'Shift', 'AltGraph']
/** By `KeyboardEvent.code`: what Electron calls keys that are no letter, digit or F key. */
const NAMED: Readonly<Record<string, string>> = {
  Space: 'Space',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  MediaPlayPause: 'MediaPlayPause',
}

function keyOf(code: string): string | null {
  const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  if (letter) return letter[1] ?? letter[2] ?? null
  return /^F(?:[1-9]|1\d|2[0-4])$/.test(code) ? code : (NAMED[code] ?? null)
}

/** The keys in Electron's form. */
export function acceleratorOf(press: Press, isMac: boolean): Pressed {
  if (MODIFIERS.includes(press.key)) return 'more'
  const key = keyOf(press.code)
  if (key === null) return 'unfit'
  const main = isMac ? press.metaKey : press.ctrlKey
  const other = isMac ? press.ctrlKey && 'Control' : press.metaKey && 'Super'
  const isAlone = !main && !other && !press.altKey
  if (isAlone && !/^(?:F\d+|Media\w+)$/.test(key)) return 'unfit'
  const parts = [main && 'CommandOrControl', other, press.altKey && 'Alt', press.shiftKey && 'Shift', key]
  const parsed = Accelerator.safeParse(parts.filter(Boolean).join('+'))
  return parsed.success ? { accelerator: parsed.data } : 'unfit'
}

const SIGNS: Readonly<Record<string, string>> = { CommandOrControl: 'Ctrl', Control: 'Ctrl', Up: '↑', Down: '↓' }
const MAC_SIGNS: Readonly<Record<string, string>> = {
  CommandOrControl: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Up: '↑',
  Down: '↓',
}

/** The same as it stands on a keyboard, key by key. */
export const keysOf = (accelerator: string, isMac: boolean): string[] =>
  accelerator.split('+').map((part) => (isMac ? MAC_SIGNS : SIGNS)[part] ?? part)
