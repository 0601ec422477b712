import { type RefObject, useEffect, useRef } from 'react'
import { useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import type { Level } from '../../voice/ports.ts'
import style from './GateMeter.module.css'
import { METER_DB, shareOf, spokenDb } from './meter.ts'

/**
 * How loud the microphone is, and above what others hear it. It is drawn past React: twenty times a second is too often for
 * a whole bar. `thresholdDb` null: there is no gate.
 */
export function GateMeter({
  level,
  thresholdDb,
  isOpen,
}: {
  level: Level
  thresholdDb: number | null
  /** What it hears goes out. */
  isOpen: boolean
}) {
  const t = useTexts().voice
  const meter = useRef<HTMLDivElement>(null)
  useMeter(meter, level, t.levelText)
  return (
    <div
      ref={meter}
      role="meter"
      aria-label={t.level}
      aria-valuemin={METER_DB.min}
      aria-valuemax={METER_DB.max}
      aria-valuenow={METER_DB.min}
      className={classes(style['meter'], isOpen && style['open'])}
    >
      <i className={style['fill']} />
      {thresholdDb !== null && <b className={style['gate']} style={{ left: `${shareOf(thresholdDb) * 100}%` }} />}
    </div>
  )
}

/** Nobody reads a value that changes more often than so, in milliseconds. */
const SAID_EVERY_MS = 1_000

function useMeter(meter: RefObject<HTMLDivElement | null>, level: Level, text: (db: number | null) => string): void {
  useEffect(() => {
    let saidAt = -Infinity
    // The loudest since then: a word is shorter.
    let loudest = -Infinity
    const draw = () => {
      const { current } = meter
      if (!current) return
      const db = level.getSnapshot()
      current.style.setProperty('--share', String(shareOf(db)))
      loudest = Math.max(loudest, db)
      const now = performance.now()
      if (now - saidAt < SAID_EVERY_MS) return
      saidAt = now
      current.setAttribute('aria-valuenow', String(spokenDb(loudest) ?? METER_DB.min))
      current.setAttribute('aria-valuetext', text(spokenDb(loudest)))
      loudest = -Infinity
    }
    draw()
    return level.subscribe(draw)
  }, [meter, level, text])
}
