import { useSkinTone } from 'frimousse'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { useApp } from '../../app/context.tsx'

const Tone = z.enum(['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'])
export type SkinTone = z.infer<typeof Tone>
const NAME = 'emoji-skin-tone'

/** The tone that this person chose last on this device; null until it has been read. */
export function useSkinTonePreference(): [SkinTone | null, (tone: SkinTone) => void] {
  const { platform, onTrouble } = useApp()
  const [tone, setTone] = useState<SkinTone | null>(null)
  useEffect(() => {
    let isGone = false
    platform.storage.read(NAME).then(
      (text) => !isGone && setTone(Tone.catch('none').parse(text)),
      (error: unknown) => {
        onTrouble(error)
        if (!isGone) setTone('none')
      },
    )
    return () => {
      isGone = true
    }
  }, [platform, onTrouble])
  const keep = (next: SkinTone) => {
    setTone(next)
    platform.storage.write(NAME, next).catch(onTrouble)
  }
  return [tone, keep]
}

/** The hand in all tones, within a picker. */
export function useTones() {
  const [tone, choose, tones] = useSkinTone('✋')
  const at = Math.max(
    0,
    tones.findIndex((one) => one.skinTone === tone),
  )
  const none = { skinTone: 'none', emoji: '✋' } as const
  return { current: tones[at] ?? none, next: tones[(at + 1) % Math.max(1, tones.length)] ?? none, choose }
}
