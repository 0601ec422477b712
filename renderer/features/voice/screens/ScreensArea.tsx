import { type ReactNode, useEffect, useRef } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { useApp } from '../../../app/context.tsx'
import { useCallIn } from '../use-call.ts'
import style from './ScreensArea.module.css'
import { ScreensStage } from './ScreensStage.tsx'
import { useScreenWatch, useWatching } from './use-screens.ts'

/** A channel's conversation under the screens that are shared in its call; one of them may cover it all. */
export function ScreensArea({ channel, children }: { channel: Channel; children: ReactNode }) {
  const screens = useCallIn(channel.id)?.screens ?? []
  const { large } = useWatching()
  const isCovered = screens.some(({ id }) => id === large)
  const area = useRef<HTMLDivElement>(null)
  const { window } = useApp().platform
  const watch = useScreenWatch()
  useEffect(() => {
    if (!isCovered) return
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || window.document.fullscreenElement) return
      // Not what lies above: a dialog, a menu.
      const { target } = event
      const isOurs = target === window.document.body || (target instanceof Node && area.current?.contains(target))
      if (!isOurs) return
      watch.setLarge(null)
      // Else the room would take it for its own.
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', leave, { capture: true })
    return () => window.removeEventListener('keydown', leave, { capture: true })
  }, [isCovered, watch, window])
  return (
    <div ref={area} className={style['area']}>
      {screens.length > 0 && <ScreensStage screens={screens} large={isCovered ? large : null} />}
      <div className={style['rest']} inert={isCovered}>
        {children}
      </div>
    </div>
  )
}
