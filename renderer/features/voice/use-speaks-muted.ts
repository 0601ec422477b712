import { useEffect, useState } from 'react'
import { useApp } from '../../app/context.tsx'
import type { Level } from '../../voice/ports.ts'
import { silent, talkingAfter } from './microphone-word.ts'

/** Whether somebody talks on though they are muted: the microphone stays open, and nothing of it goes out. */
export function useSpeaksMuted(level: Level, thresholdDb: number | null, isMuted: boolean): boolean {
  const { clock } = useApp().platform
  const [isTalking, setTalking] = useState(false)
  useEffect(() => {
    if (!isMuted) return
    let talking = silent
    const stop = level.subscribe(() => {
      talking = talkingAfter(talking, level.getSnapshot(), thresholdDb, clock.now())
      setTalking(talking.isTalking)
    })
    return () => {
      stop()
      setTalking(false)
    }
  }, [level, thresholdDb, isMuted, clock])
  return isMuted && isTalking
}
