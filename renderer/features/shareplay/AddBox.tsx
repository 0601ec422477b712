import { FileMusic, Plus } from 'lucide-react'
import { type ClipboardEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { useLive, useObservable, useTexts } from '../../app/context.tsx'
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
  const [sending, setSending] = useState<string | null>(null)
  const addFiles = useAddSongs(channelId)
  const input = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const words = text.trim()
  useReturned(channelId, text, setText)
  /** It stays until the room has it; what is typed meanwhile takes its place. */
  const send = async () => {
    const sent = actions.add(words)
    if (!sent) return
    setSending(words)
    input.current?.select()
    const outcome = await sent
    setSending((now) => (now === words ? null : now))
    if (outcome === 'there') setText((now) => (now.trim() === words ? '' : now))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    input.current?.focus()
    if (words !== '') void send()
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = Array.from(event.clipboardData.files)
    const lines = linesOf(event.clipboardData.getData('text/plain'))
    if (pasted.length === 0 && lines === null) return
    event.preventDefault()
    if (pasted.length > 0) addFiles(pasted)
    // One at a time: without a connection it is said once.
    else lines?.every((line) => actions.add(line) !== null)
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
          <Button type="submit" size="sm" variant="primary" busy={sending === words}>
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

/** What was typed and got lost comes back into the box, one after the other, whenever there is room. */
function useReturned(channelId: string, text: string, setText: (text: string) => void): void {
  const { songAdds } = useLive()
  const back = useObservable(songAdds).find((one) => one.channelId === channelId)
  const words = text.trim()
  useEffect(() => {
    if (!back || (words !== '' && words !== back.text)) return
    songAdds.take(back)
    setText(back.text)
  }, [songAdds, back, words, setText])
}
