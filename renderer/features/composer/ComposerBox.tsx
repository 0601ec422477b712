import { ArrowUp, Smile } from 'lucide-react'
import { type ClipboardEvent, type SyntheticEvent, memo, useEffect, useId, useRef, useState } from 'react'
import { useApp, useLive, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useMediaQuery } from '../../ui/use-media-query.ts'
import { EmojiButton } from '../emoji/EmojiButton.tsx'
import { AttachButton } from '../files/AttachButton.tsx'
import { chosenFilesOf } from '../files/chosen-files.ts'
import { filesOf, isRichText } from '../files/transferred-files.ts'
import { Tray } from '../files/Tray.tsx'
import { useAddFiles } from '../files/use-add-files.ts'
import { conversationOf, useConversationPart } from '../messages/conversation-state.ts'
import style from './Composer.module.css'
import { insertText } from './insert-text.ts'
import { contentOf, remaining } from './length.ts'
import { LengthLine } from './LengthLine.tsx'
import { ReplyBar } from './ReplyBar.tsx'
import { SuggestionList, optionId } from './SuggestionList.tsx'
import { useAutoHeight } from './use-auto-height.ts'
import { useComposerKeys } from './use-composer-keys.ts'
import { useLeaveWarning } from './use-leave-warning.ts'
import { useSend } from './use-send.ts'
import { type Suggestion, useSuggestions } from './use-suggestions.ts'
import { useTypingNotices } from './use-typing-notices.ts'

export type ComposerBoxProps = { channelId: string; channelName: string }

/** Follows the draft, the tray and the reply of one channel, and nothing that changes with messages. */
export const ComposerBox = memo(function ComposerBox({ channelId, channelName }: ComposerBoxProps) {
  const { composer: t, files: filesText } = useTexts()
  const live = useLive()
  const { onTrouble } = useApp()
  const { send_with } = usePreferences()
  const listId = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const text = useObservable(live.drafts.of(channelId))
  const chosen = chosenFilesOf(live)
  const files = useObservable(chosen.of(channelId))
  const replyTo = useConversationPart(channelId, (state) => state.replyTo)
  const [caret, setCaret] = useState<number | null>(null)
  const suggestions = useSuggestions(channelId, text, caret)
  const notices = useTypingNotices(channelId)
  const addFiles = useAddFiles(channelId)
  const send = useSend(channelId)
  const hasTouch = useMediaQuery('(pointer: coarse)')
  useAutoHeight(area)
  useLeaveWarning()
  useEffect(() => {
    // On a phone the keyboard would come up over what one wants to read.
    if (!hasTouch) area.current?.focus({ preventScroll: true })
  }, [hasTouch])
  useEffect(() => {
    if (replyTo) area.current?.focus()
  }, [replyTo])

  const change = (next: string) => {
    live.drafts.set(channelId, next)
    notices.changed(next)
  }
  const submit = () => {
    send().then((hasSent) => {
      if (hasSent) notices.sent()
    }, onTrouble)
  }
  const choose = (suggestion: Suggestion) => {
    if (!area.current || !suggestions.query || caret === null) return
    const { from } = suggestions.query
    // Not two spaces where one stands already.
    const insert = text[caret] === ' ' ? suggestion.insert.trimEnd() : suggestion.insert
    const end = from + suggestion.insert.length
    insertText(area.current, { from, to: caret, text: insert, start: end, end })
  }
  const insert = (what: string) => {
    const current = area.current
    if (!current) return
    const { selectionStart: from, selectionEnd: to } = current
    const end = from + what.length
    insertText(current, { from, to, text: what, start: end, end })
  }
  const paste = (event: ClipboardEvent) => {
    if (isRichText(event.clipboardData)) return
    const pasted = filesOf(event.clipboardData)
    if (pasted.files.length === 0 && !pasted.hasFolders) return
    event.preventDefault()
    addFiles(pasted.files, pasted.hasFolders)
  }
  const readCaret = (event: SyntheticEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget
    setCaret(selectionStart === selectionEnd ? selectionEnd : null)
  }
  const onKeyDown = useComposerKeys({ channelId, text, suggestions, choose, submit, sendWith: send_with })
  const isOpen = suggestions.items.length > 0
  const left = remaining(contentOf(text))
  const isTooLong = left !== null && left < 0
  const isReady = (contentOf(text) !== '' || files.length > 0) && !isTooLong
  const label = t.message(channelName)
  return (
    <form
      className={style['box']}
      aria-label={t.form}
      data-invalid={isTooLong ? '' : undefined}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
        area.current?.focus()
      }}
    >
      {isOpen ? <SuggestionList id={listId} suggestions={suggestions} onChoose={choose} /> : null}
      {replyTo ? (
        <ReplyBar message={replyTo} onCancel={() => conversationOf(live, channelId).setState({ replyTo: null })} />
      ) : null}
      {files.length > 0 ? <Tray files={files} onRemove={(id) => chosen.remove(channelId, id)} /> : null}
      <div className={style['line']}>
        <AttachButton onFiles={addFiles} />
        <textarea
          ref={area}
          className={style['input']}
          rows={1}
          value={text}
          aria-label={label}
          placeholder={files.length === 0 ? label : files.length === 1 ? filesText.caption : filesText.captions}
          aria-autocomplete="list"
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen ? optionId(listId, suggestions.active) : undefined}
          aria-describedby={left === null ? undefined : `${listId}-limit`}
          aria-invalid={isTooLong || undefined}
          autoComplete="off"
          enterKeyHint={send_with === 'enter' ? 'send' : 'enter'}
          dir="auto"
          onChange={(event) => {
            change(event.target.value)
            readCaret(event)
          }}
          onSelect={readCaret}
          onBlur={() => setCaret(null)}
          onKeyDown={onKeyDown}
          onPaste={paste}
        />
        <EmojiButton label={t.emoji} icon={<Smile aria-hidden />} onPick={insert} takesFocus />
        <IconButton
          type="submit"
          label={t.send}
          icon={<ArrowUp aria-hidden />}
          className={style['send']}
          data-ready={isReady ? '' : undefined}
          aria-disabled={!isReady}
        />
      </div>
      <LengthLine id={`${listId}-limit`} left={left} />
    </form>
  )
})
