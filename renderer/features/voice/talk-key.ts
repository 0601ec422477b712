type TalkPress = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>

const isModifier = (code: string): boolean => /^(?:Control|Shift|Alt|Meta)(?:Left|Right)$/.test(code)

/** Is this press of a key the talk key's? With a modifier beside it, it is a chord of somebody else's. */
export function isTalkKey(press: TalkPress, talkKey: string): boolean {
  if (press.code !== talkKey || press.isComposing) return false
  return isModifier(talkKey) || !(press.ctrlKey || press.metaKey || press.altKey)
}
/** Whether the key would write something or work the page, so that it has to be kept from both. */
export const isKeptBack = (talkKey: string): boolean => !isModifier(talkKey)

/**
 * Whether a key may be the talk key. It is not typed while one is in a call: what one writes with, or moves about with,
 * stays free.
 */
export function fitOf(code: string): 'ok' | 'needed' | 'unknown' {
  if (code === '' || code === 'Unidentified') return 'unknown'
  return /^(?:Key[A-Z]|Digit\d|Space|Enter|NumpadEnter|Tab|Escape|Backspace|Delete|Arrow\w+|Home|End|Page\w+)$/.test(
    code,
  )
    ? 'needed'
    : 'ok'
}

/** A key as people call it. `names`: those that have a name in words; `numpad`: for one of the number pad. */
export function keyName(
  code: string,
  names: Readonly<Record<string, string>>,
  numpad: (rest: string) => string,
): string {
  const pad = /^Numpad(.+)$/.exec(code)?.[1]
  if (pad !== undefined) return numpad(pad)
  return names[code] ?? code.replace(/^(?:Key|Digit)/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
}
