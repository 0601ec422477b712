import type { Preferences } from '../../app/preferences.ts'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & { isComposing: boolean }
/** Chromium says so for the key press that ends a composition, when `isComposing` is false already. */
const COMPOSING = 229

/** Does this key send? While an input method is composing, Enter only chooses a word. */
export function isSend(press: Press & { keyCode: number }, sendWith: Preferences['send_with']): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === COMPOSING) return false
  if (press.shiftKey || press.altKey) return false
  return sendWith === 'enter' || press.ctrlKey || press.metaKey
}
