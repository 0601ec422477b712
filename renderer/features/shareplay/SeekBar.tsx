import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { Actions } from './actions.ts'
import { SeekWish } from './seek-wish.ts'
import { keySeconds, secondsText, shownSeconds } from './seeking.ts'
import style from './SeekBar.module.css'

/** Where the song is, for everybody; whoever moves it moves all. */
export function SeekBar({ item, actions }: { item: ShareplayItem; actions: Actions }) {
  const t = useTexts().shareplay
  const { player } = useApp()
  useNow(250)
  const wish = useSeekWish(actions)
  const wished = useObservable(wish)
  const { id, duration_seconds: duration } = item
  const isReady = item.download_status === 'ready'
  const seconds = shownSeconds({
    wished: wished?.itemId === id ? wished.seconds : null,
    position: isReady ? player.positionAt() : null,
    duration,
  })
  const { said, say, onFocus, onBlur } = useSaid(id, seconds)
  const of = duration > 0 ? secondsText(duration) : null
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const to = keySeconds(event.key, seconds, duration)
    if (to === null) return
    event.preventDefault()
    say(to)
    wish.settle(id, to)
  }
  return (
    <div
      onFocus={onFocus}
      onBlur={onBlur}
      onPointerDownCapture={() => wish.take(id, 'pointer')}
      onKeyDownCapture={() => wish.take(id, 'key')}
    >
      <Slider
        label={t.position}
        hideLabel
        tone="live"
        min={0}
        max={Math.max(1, duration)}
        step={1}
        value={Math.floor(seconds)}
        valueText={t.positionText(secondsText(said), of)}
        disabled={!isReady || duration <= 0}
        onChange={(to) => {
          say(to)
          wish.point(id, to)
        }}
        onCommit={(to) => wish.settle(id, to)}
        onKeyDown={onKeyDown}
      />
      <p className={style['times']} aria-hidden>
        <span>{secondsText(seconds)}</span>
        <span>{of ?? ''}</span>
      </p>
    </div>
  )
}

/** It outlives the song: another one that begins must not take the focus from whoever is at the slider. */
function useSeekWish({ seek }: Actions): SeekWish {
  const { clock } = useApp().platform
  const wish = useMemo(() => new SeekWish({ clock, seek }), [clock, seek])
  useEffect(() => () => wish.close(), [wish])
  return wish
}

/**
 * The seconds that are said of the slider. While it has the focus only one's own moves change them: a screen reader would
 * read out each second, and nobody could hear the music for it.
 */
function useSaid(itemId: string, seconds: number) {
  const [held, setHeld] = useState<{ itemId: string; seconds: number } | null>(null)
  // Another song, another place.
  if (held !== null && held.itemId !== itemId) setHeld({ itemId, seconds })
  return {
    said: held?.seconds ?? seconds,
    say: (to: number) => setHeld((now) => now && { itemId, seconds: to }),
    onFocus: () => setHeld({ itemId, seconds }),
    onBlur: () => setHeld(null),
  }
}
