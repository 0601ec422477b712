import { RotateCw, WifiOff } from 'lucide-react'
import { useMemo } from 'react'
import { useApp, useLive, useObservable, useTexts } from '../../app/context.tsx'
import { StrangerBanner } from '../join/StrangerBanner.tsx'
import { useStranger } from '../join/use-stranger.ts'
import style from './ConnectionBanner.module.css'
import { TroubleWatch } from './trouble-watch.ts'

/** Says that the room is away and when it is looked for again; never in the way of what one does. */
export function ConnectionBanner() {
  const t = useTexts().room
  const { socket } = useLive()
  const { clock } = useApp().platform
  const trouble = useObservable(useMemo(() => new TroubleWatch({ socket, clock }), [socket, clock]))
  const stranger = useStranger()
  if (trouble && stranger) return <StrangerBanner stranger={stranger} />
  // The region stays, so that its words are announced when they come.
  return (
    <div role="status" className={trouble ? style['banner'] : undefined}>
      {trouble && (
        <>
          {trouble.kind === 'restarting' ? <RotateCw aria-hidden size={16} /> : <WifiOff aria-hidden size={16} />}
          <p className={style['text']}>
            <b>{trouble.kind === 'restarting' ? t.restartingTitle : t.lostTitle}</b> <span>{t.kept}</span>
          </p>
          {/* The seconds would be read out one by one. */}
          <span aria-hidden className={style['next']}>
            {trouble.seconds === null ? t.trying : t.nextTry(trouble.seconds)}
          </span>
          <button
            type="button"
            className={style['now']}
            disabled={trouble.seconds === null}
            onClick={() => socket.wake()}
          >
            {t.tryNow}
          </button>
        </>
      )}
    </div>
  )
}
