import { type SkinTone as Tone, useTones } from './use-skin-tone-preference.ts'
import { useTexts } from '../../app/context.tsx'
import style from './PickerPanel.module.css'

/** The hand shows the tone that is chosen; each press takes the next. */
export function SkinTone({ onChange }: { onChange(tone: Tone): void }) {
  const t = useTexts().emoji
  const { current, next, choose } = useTones()
  return (
    <button
      type="button"
      className={style['tone']}
      aria-label={t.skinTone(t.skinTones[current.skinTone])}
      title={t.skinTone(t.skinTones[current.skinTone])}
      onClick={() => {
        choose(next.skinTone)
        onChange(next.skinTone)
      }}
    >
      {current.emoji}
    </button>
  )
}
