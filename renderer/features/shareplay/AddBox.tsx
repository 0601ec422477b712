import { FileMusic, Plus } from 'lucide-react'
import { type ClipboardEvent, type FormEvent, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Actions } from './actions.ts'
import style from './AddBox.module.css'
import { useAddSongs } from './use-add-songs.ts'
import { linesOf } from './words.ts'

/** Where one adds what is to be played: an address, words to search for, or files. */
export function AddBox({ channelId, actions }: { channelId: string; actions: Actions }) {
  const t = useTexts().shareplay
  const [text, setText] = useState('')
  const addFiles = useAddSongs(channelId)
  const input = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const words = text.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (words !== '' && actions.add(words)) setText('')
    input.current?.focus()
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = Array.from(event.clipboardData.files)
    const lines = linesOf(event.clipboardData.getData('text/plain'))
    if (pasted.length === 0 && lines === null) return
    event.preventDefault()
    if (pasted.length > 0) addFiles(pasted)
    // One at a time: without a connection it is said once.
    else lines?.every((line) => actions.add(line))
  }
  return (
    <form className={style['add']} onSubmit={submit}>
      <div className={style['box']}>
        <Plus aria-hidden size={16} />
        <input
          ref={input}
          value={text}
          maxLength={2_000}
          aria-label={t.addLabel}
          placeholder={t.addHint}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="done"
          onChange={(event) => setText(event.target.value)}
          onPaste={paste}
        />
        {words === '' ? (
          <IconButton
            label={t.chooseFiles}
            size="sm"
            icon={<FileMusic aria-hidden />}
            onClick={() => files.current?.click()}
          />
        ) : (
          <Button type="submit" size="sm" variant="primary">
            {t.add}
          </Button>
        )}
      </div>
      <input
        ref={files}
        type="file"
        accept="audio/*,video/*,.flac,.opus,.ogg,.m4a,.mka"
        multiple
        hidden
        aria-label={t.chooseFiles}
        data-testid="songs"
        onChange={(event) => {
          addFiles(Array.from(event.target.files ?? []))
          // So that the same file can be chosen again.
          event.target.value = ''
        }}
      />
    </form>
  )
}
