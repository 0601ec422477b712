import type { KeyboardEvent } from 'react'
import type { Preferences } from '../../app/preferences.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive } from '../../app/context.tsx'
import type { ChannelWindow } from '../../realtime/window.ts'
import { conversationOf } from '../messages/conversation-state.ts'
import { isMacKeyboard, matches } from '../room/shortcuts.ts'
import { insertText } from './insert-text.ts'
import { lastOwn } from './last-own.ts'
import { isSend } from './send-keys.ts'
import type { Suggestion, Suggestions } from './use-suggestions.ts'
import { wrapSelection } from './wrap-selection.ts'

export type ComposerKeysDeps = {
  channelId: string
  text: string
  suggestions: Suggestions
  sendWith: Preferences['send_with']
  choose(suggestion: Suggestion): void
  submit(): void
}
type Press = KeyboardEvent<HTMLTextAreaElement>

/** What keys do in the box: first for the list of suggestions, while there is one. */
export function useComposerKeys(deps: ComposerKeysDeps): (event: Press) => void {
  const { channelId, text, suggestions, sendWith, choose, submit } = deps
  const live = useLive()
  const { window } = useApp().platform
  const isMac = isMacKeyboard(window.navigator.userAgent)

  const inSuggestions = (event: Press): boolean => {
    const item = suggestions.items[suggestions.active]
    if (!item || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    switch (event.key) {
      case 'ArrowDown':
        suggestions.move(1)
        return true
      case 'ArrowUp':
        suggestions.move(-1)
        return true
      case 'Enter':
      case 'Tab':
        choose(item)
        return true
      case 'Escape':
        suggestions.dismiss()
        return true
      default:
        return false
    }
  }
  const wrap = (area: HTMLTextAreaElement, sign: string): true => {
    insertText(area, wrapSelection({ text, start: area.selectionStart, end: area.selectionEnd }, sign))
    return true
  }
  const inBox = (event: Press): boolean => {
    const conversation = conversationOf(live, channelId)
    if (isSend(pressOf(event), sendWith)) {
      submit()
      return true
    }
    if (matches(event, 'Mod+B', isMac)) return wrap(event.currentTarget, '**')
    if (matches(event, 'Mod+I', isMac)) return wrap(event.currentTarget, '*')
    if (matches(event, 'ArrowUp', isMac) && text === '') {
      const mine = lastOwn(live.cache.getQueryData<ChannelWindow>(keys.messages(channelId))?.messages, live.userId)
      if (mine) conversation.setState({ editing: mine.id })
      return mine !== undefined
    }
    if (event.key === 'Escape' && conversation.getState().replyTo) {
      conversation.setState({ replyTo: null })
      return true
    }
    return false
  }
  return (event) => {
    if (event.nativeEvent.isComposing) return
    if (!inSuggestions(event) && !inBox(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}

const pressOf = ({ nativeEvent, key, ctrlKey, metaKey, altKey, shiftKey, keyCode }: Press) => ({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
  isComposing: nativeEvent.isComposing,
  keyCode,
})
