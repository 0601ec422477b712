import { EmojiPicker as Picker } from 'frimousse'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { loadEmoji, useEmoji } from './emoji-data.ts'
import { COLUMNS, EmojiGrid, type GridEmoji } from './EmojiGrid.tsx'
import type { EmojiPickerProps } from './EmojiPicker.tsx'
import { PICKER_PARTS } from './PickerParts.tsx'
import style from './PickerPanel.module.css'
import { customName, withRecent } from './recent.ts'
import { SkinTone } from './SkinTone.tsx'
import { useSkinTonePreference } from './use-skin-tone-preference.ts'
import { useCustomEmojis } from './use-custom-emojis.ts'

/** It must be the same function each time, or everything is prepared anew. */
const resolve = () => loadEmoji().then(({ data }) => data)

export function PickerPanel({ onPick, onClose }: EmojiPickerProps) {
  const t = useTexts().emoji
  const { preferences } = useApp()
  const { source, sentence, retry } = useEmoji(true)
  const [search, setSearch] = useState('')
  const [skinTone, setSkinTone] = useSkinTonePreference()
  const input = useRef<HTMLInputElement>(null)
  const isReady = source !== null && skinTone !== null
  useEffect(() => {
    // One opens it to look for something; but a phone's keyboard would cover what is there to be seen.
    if (isReady && !window.matchMedia('(pointer: coarse)').matches) input.current?.focus({ preventScroll: true })
  }, [isReady])
  const pick = (emoji: string) => {
    const { recent_emoji } = preferences.getSnapshot()
    preferences.set({ recent_emoji: withRecent(recent_emoji, emoji) })
    onPick(emoji)
    onClose?.()
  }
  if (sentence !== null) {
    return <Empty title={t.failedTitle} text={sentence} action={<Button onClick={retry}>{t.retry}</Button>} />
  }
  if (!source || skinTone === null) return <Spinner label={t.loading} />
  return (
    <Picker.Root
      className={style['panel']}
      columns={COLUMNS}
      resolveEmojiData={resolve}
      skinTone={skinTone}
      onEmojiSelect={({ emoji }) => pick(emoji)}
    >
      <div className={style['top']}>
        <div className={style['search']}>
          <Search aria-hidden />
          <Picker.Search
            ref={input}
            aria-label={t.search}
            placeholder={t.search}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        <SkinTone onChange={setSkinTone} />
      </div>
      <OwnEmojis search={search} onPick={pick} find={(emoji) => labelOf(source.data.emojis, emoji)} />
      <Picker.Viewport className={style['viewport']} aria-label={t.all}>
        <Picker.Loading className={style['message']}>{t.loading}</Picker.Loading>
        <Picker.Empty className={style['message']}>{t.nothing}</Picker.Empty>
        <Picker.List className={style['list']} components={PICKER_PARTS} />
      </Picker.Viewport>
    </Picker.Root>
  )
}

/** What was used last, and what only this room has. */
function OwnEmojis({
  search,
  onPick,
  find,
}: {
  search: string
  onPick(emoji: string): void
  find(emoji: string): string | undefined
}) {
  const t = useTexts().emoji
  const custom = useCustomEmojis()
  const { recent_emoji } = usePreferences()
  const own = custom.map(({ name, url }): GridEmoji => ({ value: `:${name}:`, label: name, src: url }))
  const wanted = search.trim().toLowerCase()
  const fitting = own.filter(({ label }) => label.includes(wanted))
  const recent = recent_emoji.flatMap((value): GridEmoji[] => {
    // One of another room, or deleted meanwhile.
    if (customName(value) !== null) return own.filter((one) => one.value === value)
    return [{ value, label: find(value) ?? value }]
  })
  return (
    <>
      {wanted === '' && recent.length > 0 ? (
        <EmojiGrid title={t.recent} emojis={recent.slice(0, COLUMNS)} onPick={onPick} />
      ) : null}
      {fitting.length > 0 ? <EmojiGrid title={t.ofRoom} emojis={fitting} onPick={onPick} /> : null}
    </>
  )
}

const labelOf = (
  all: readonly { emoji: string; label: string; skins?: Record<string, string> | undefined }[],
  emoji: string,
) => all.find((one) => one.emoji === emoji || Object.values(one.skins ?? {}).includes(emoji))?.label
