import { ImagePlus } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useRef, useState } from 'react'
import { createEmoji } from '#protocol/emojis.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Thumbnail } from '../files/Thumbnail.tsx'
import { emojiNameOf, isEmojiName } from './emoji-name.ts'
import style from './ManageEmojis.module.css'

/** As the room takes it, in bytes (server's option image_bytes). */
const PICTURE_MAX = 20 * 2 ** 20

export function AddEmoji({ taken }: { taken: readonly string[] }) {
  const { emoji: t, common } = useTexts()
  const { upload } = useLive()
  const { toasts } = useApp()
  const cache = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const choose = (chosen: File | undefined) => {
    if (!chosen) return
    const isTooLarge = chosen.size > PICTURE_MAX
    setProblem(isTooLarge ? t.pictureTooLarge(common.bytes(PICTURE_MAX)) : null)
    if (isTooLarge) return
    setFile(chosen)
    if (name === '') setName(emojiNameOf(chosen.name))
  }
  const check = (): string | null => {
    if (!file) return t.pictureMissing
    if (name === '') return t.nameMissing
    if (!isEmojiName(name)) return t.nameWrong
    return taken.includes(name) ? t.nameTaken : null
  }
  const save = async () => {
    const wrong = check()
    setProblem(wrong)
    if (wrong !== null || !file) return
    setIsBusy(true)
    try {
      await upload(createEmoji, { file, filename: file.name, fields: { name } })
      toasts.show({ tone: 'ok', text: t.added(name) })
      setFile(null)
      setName('')
      await cache.invalidateQueries({ queryKey: keys.emojis })
    } catch (error) {
      setProblem(sentenceOf(error))
    }
    setIsBusy(false)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <form className={style['add']} aria-label={t.add} onSubmit={submit}>
      <div className={style['picture']}>
        {file ? <Thumbnail file={file} /> : <span className={style['nothing']} aria-hidden />}
        <Button icon={<ImagePlus aria-hidden />} size="lg" onClick={() => input.current?.click()}>
          {file ? t.chooseOther : t.choose}
        </Button>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          hidden
          aria-label={t.choose}
          onChange={(event) => {
            choose(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <p className={style['hint']}>{t.pictureHint}</p>
      </div>
      <div className={style['fields']}>
        <TextField
          label={t.name}
          hint={t.nameHint}
          error={problem}
          value={name}
          maxLength={32}
          autoComplete="off"
          spellCheck={false}
          leading={<span aria-hidden>:</span>}
          trailing={<span aria-hidden>:</span>}
          onChange={(event) => {
            setName(event.target.value.toLowerCase())
            setProblem(null)
          }}
        />
        <Button type="submit" variant="primary" size="lg" busy={isBusy}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}
