/** Where a key does something: `call` while one is in one, `queue` on a song of SharePlay, `log` on a message, `composer` while one writes. */
export type ShortcutPlace = 'room' | 'call' | 'queue' | 'log' | 'composer'
export type Shortcut = {
  readonly id: string
  /** Chords that all do the same: modifiers and a `KeyboardEvent.key`, joined by `+`. `Mod` is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[]
  readonly where: ShortcutPlace
}

/** Every key of the room, once: the handler acts on these, the help and the settings show them (texts by `id`). */
export const SHORTCUTS = [
  { id: 'quickSwitch', keys: ['Mod+K'], where: 'room' },
  { id: 'search', keys: ['Mod+F'], where: 'room' },
  { id: 'previousChannel', keys: ['Alt+ArrowUp'], where: 'room' },
  { id: 'nextChannel', keys: ['Alt+ArrowDown'], where: 'room' },
  { id: 'previousUnread', keys: ['Alt+Shift+ArrowUp'], where: 'room' },
  { id: 'nextUnread', keys: ['Alt+Shift+ArrowDown'], where: 'room' },
  { id: 'markRead', keys: ['Escape'], where: 'room' },
  { id: 'shareplay', keys: ['Mod+Shift+L'], where: 'room' },
  { id: 'settings', keys: ['Mod+,'], where: 'room' },
  { id: 'help', keys: ['?'], where: 'room' },
  { id: 'toggleMute', keys: ['Mod+Shift+M'], where: 'call' },
  { id: 'toggleDeafen', keys: ['Mod+Shift+D'], where: 'call' },
  { id: 'walkSongs', keys: ['ArrowUp', 'ArrowDown'], where: 'queue' },
  { id: 'playSong', keys: ['Enter'], where: 'queue' },
  { id: 'moveSong', keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], where: 'queue' },
  { id: 'removeSong', keys: ['Delete'], where: 'queue' },
  { id: 'walkMessages', keys: ['ArrowUp', 'ArrowDown'], where: 'log' },
  { id: 'messageMenu', keys: ['Enter'], where: 'log' },
  { id: 'editMessage', keys: ['E'], where: 'log' },
  { id: 'reply', keys: ['R'], where: 'log' },
  { id: 'react', keys: ['+'], where: 'log' },
  { id: 'deleteMessage', keys: ['Delete'], where: 'log' },
  { id: 'editLast', keys: ['ArrowUp'], where: 'composer' },
  { id: 'send', keys: ['Enter', 'Mod+Enter'], where: 'composer' },
  { id: 'newLine', keys: ['Shift+Enter'], where: 'composer' },
  { id: 'bold', keys: ['Mod+B'], where: 'composer' },
  { id: 'italic', keys: ['Mod+I'], where: 'composer' },
] as const satisfies readonly Shortcut[]
export type ShortcutId = (typeof SHORTCUTS)[number]['id']

type Chord = { key: string; mod: boolean; alt: boolean; shift: boolean }
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

function chordOf(text: string): Chord {
  // `+` alone is a key, too.
  const parts = text === '+' ? ['+'] : text.split('+')
  const has = (name: string) => parts.includes(name) && parts.length > 1
  return { key: parts.at(-1) ?? '', mod: has('Mod'), alt: has('Alt'), shift: has('Shift') }
}

/** Is this the chord? Where the key is a character, Shift only made that character and is not asked for. */
export function matches(press: KeyPress, text: string, isMac: boolean): boolean {
  const chord = chordOf(text)
  const mod = isMac ? press.metaKey : press.ctrlKey
  const other = isMac ? press.ctrlKey : press.metaKey
  if (mod !== chord.mod || other || press.altKey !== chord.alt) return false
  const isSign = chord.key.length === 1 && !/[a-z]/i.test(chord.key)
  if (!isSign && press.shiftKey !== chord.shift) return false
  return press.key.length === 1 ? press.key.toLowerCase() === chord.key.toLowerCase() : press.key === chord.key
}

/** The shortcut of the room, or of a call, that this key press means. */
export const shortcutOf = (press: KeyPress, isMac: boolean, where: 'room' | 'call' = 'room'): ShortcutId | null =>
  SHORTCUTS.find((one) => one.where === where && one.keys.some((keys) => matches(press, keys, isMac)))?.id ?? null

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' }
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }

/** The keys of a chord as they stand on a keyboard, to be shown one by one. */
export const keyLabels = (text: string, isMac: boolean): string[] =>
  (text === '+' ? ['+'] : text.split('+')).map(
    (part) => (isMac ? MAC_SIGNS[part] : part === 'Mod' ? 'Ctrl' : undefined) ?? SIGNS[part] ?? part,
  )

/** Does a Mac's keyboard lie before this person? By what the browser says of itself. */
export const isMacKeyboard = (userAgent: string): boolean => /Macintosh|Mac OS X/.test(userAgent)
