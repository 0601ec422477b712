import { useEffect, useRef, useState } from 'react'
import type { Message } from '#protocol/messages.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { usePanels } from '../room/panels-context.tsx'
import { editOf } from './drafts.ts'
import style from './EditBox.module.css'

export type EditBoxProps = {
  message: Message
  onSave(content: string): Promise<void>
  onCancel(): void
  /** Nothing is left of the text: it is to be deleted. */
  onEmpty(): void
}

/** A message being changed, in its place. What was typed is kept while the row is out of view, as any draft is. */
export function EditBox({ message, onSave, onCancel, onEmpty }: EditBoxProps) {
  const { messages: t, common } = useTexts()
  const { drafts } = useLive()
  const panels = usePanels()
  const draft = editOf(message.id)
  const [text, setText] = useState(() => drafts.of(draft).getSnapshot() || (message.content ?? ''))
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const before = useRef<Element | null>(null)
  useEffect(() => {
    const area = box.current
    if (document.activeElement !== area) before.current = document.activeElement
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])
  /** Back to where one came from by key; else one goes on writing. */
  const leave = () => {
    drafts.set(draft, '')
    const { activeElement, body } = document
    if (activeElement !== body && !box.current?.closest('article')?.contains(activeElement)) return
    const { current } = before
    if (current instanceof HTMLElement && current.isConnected && current !== body) current.focus()
    else panels.focusComposer()
  }
  const cancel = () => {
    leave()
    onCancel()
  }
  const save = async () => {
    if (isBusy) return
    if (text.trim() === '' && message.file_url === null) return onEmpty()
    if (text === (message.content ?? '')) return cancel()
    setIsBusy(true)
    setProblem(null)
    try {
      await onSave(text)
      leave()
    } catch (error) {
      setProblem(sentenceOf(error))
      setIsBusy(false)
    }
  }
  return (
    <div className={style['edit']}>
      <textarea
        ref={box}
        className={style['area']}
        aria-label={t.editLabel}
        value={text}
        rows={Math.min(12, text.split('\n').length)}
        onChange={(event) => {
          setText(event.target.value)
          drafts.set(draft, event.target.value)
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') cancel()
          else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault()
            void save()
          }
        }}
      />
      {problem === null ? null : (
        <p className={style['problem']} role="alert">
          {problem}
        </p>
      )}
      <p className={style['buttons']}>
        <Button size="sm" variant="primary" busy={isBusy} onClick={() => void save()}>
          {common.save}
        </Button>
        <Button size="sm" variant="quiet" onClick={cancel}>
          {common.cancel}
        </Button>
      </p>
    </div>
  )
}
