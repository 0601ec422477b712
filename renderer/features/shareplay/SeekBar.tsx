import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { Actions } from './actions.ts'
import { keySeconds, secondsText, shownSeconds } from './seeking.ts'
import style from './SeekBar.module.css'

/** Keys that follow each other so quickly are one wish. */
const SETTLED_MS = 300
/** What was wished is shown so long at most; by then the room has moved everybody there, or never will. */
const SHOWN_MS = 2_000

/** Where the song is, for everybody; whoever moves it moves all. */
export function SeekBar({ item, actions }: { item: ShareplayItem; actions: Actions }) {
  const t = useTexts().shareplay
  const { player } = useApp()
  useNow(250)
  const { wished, wish, send } = useWish(actions.seek)
  const { duration_seconds: duration } = item
  const isReady = item.download_status === 'ready'
  const seconds = shownSeconds({ wished, position: isReady ? player.positionAt() : null, duration })
  const of = duration > 0 ? secondsText(duration) : null
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const to = keySeconds(event.key, seconds, duration)
    if (to === null) return
    event.preventDefault()
    wish(to)
    send(to)
  }
  return (
    <div>
      <Slider
        label={t.position}
        hideLabel
        tone="live"
        min={0}
        max={Math.max(1, duration)}
        step={1}
        value={Math.floor(seconds)}
        valueText={t.positionText(secondsText(seconds), of)}
        disabled={!isReady || duration <= 0}
        onChange={wish}
        onCommit={send}
        onKeyDown={onKeyDown}
      />
      <p className={style['times']} aria-hidden>
        <span>{secondsText(seconds)}</span>
        <span>{of ?? ''}</span>
      </p>
    </div>
  )
}

/** Where one points, until what plays is there. */
function useWish(seek: (seconds: number) => void) {
  const [wished, setWished] = useState<number | null>(null)
  const timers = useRef<{ send?: number; forget?: number }>({})
  const clear = useCallback(() => {
    window.clearTimeout(timers.current.send)
    window.clearTimeout(timers.current.forget)
  }, [])
  useEffect(() => clear, [clear])
  return {
    wished,
    wish(seconds: number) {
      clear()
      setWished(seconds)
    },
    send(seconds: number) {
      clear()
      setWished(seconds)
      timers.current = {
        send: window.setTimeout(() => seek(seconds), SETTLED_MS),
        forget: window.setTimeout(() => setWished(null), SHOWN_MS),
      }
    },
  }
}
