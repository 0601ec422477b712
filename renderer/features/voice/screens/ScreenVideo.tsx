import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../../../app/context.tsx'
import { Spinner } from '../../../ui/Spinner.tsx'
import type { ScreenView } from '../../../voice/state.ts'
import style from './ScreenVideo.module.css'

/** The picture alone: its sound is played elsewhere, and one's own never. */
export function ScreenVideo({ screen }: { screen: ScreenView }) {
  const t = useTexts().voice.screens
  const video = useRef<HTMLVideoElement>(null)
  const [isThere, setThere] = useState(false)
  const { stream } = screen
  useEffect(() => {
    const element = video.current
    if (!element) return
    element.srcObject = stream
    // Muted video may always play; it fails when the element goes before it began, and then nobody misses it.
    element.play().catch(() => {})
    return () => {
      element.srcObject = null
    }
  }, [stream])
  return (
    <span className={style['frame']}>
      <video
        ref={video}
        className={style['video']}
        data-screen-video={screen.id}
        muted
        playsInline
        aria-hidden
        onPlaying={() => setThere(true)}
      />
      {!isThere && (
        <span className={style['waiting']}>
          <Spinner label={t.waiting} />
        </span>
      )}
    </span>
  )
}
