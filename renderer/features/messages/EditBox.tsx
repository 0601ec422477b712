import { useEffect, useRef, useState } from 'react'
import type { Message } from '#protocol/messages.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import style from './EditBox.module.css'

export type EditBoxProps = {
  message: Message
  onSave(content: string): Promise<void>
  onCancel(): void
  /** Nothing is left of the text: it is to be deleted. */
  onEmpty(): void
}

/** A message being changed, in its place. */
export function EditBox({ message, onSave, onCancel, onEmpty }: EditBoxProps) {
  const { messages: t, common } = useTexts()
  const [text, setText] = useState(message.content ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const area = box.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])
  const save = async () => {
    if (text.trim() === '' && message.file_url === null) return onEmpty()
    if (text === (message.content ?? '')) return onCancel()
    setIsBusy(true)
    setProblem(null)
    try {
      await onSave(text)
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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') onCancel()
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
        <Button size="sm" variant="quiet" onClick={onCancel}>
          {common.cancel}
        </Button>
      </p>
    </div>
  )
}
