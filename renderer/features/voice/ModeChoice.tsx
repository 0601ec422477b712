import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import style from './ModeChoice.module.css'
import { useKeyName } from './use-key-name.ts'

/** When one is heard: by loudness, by a key, or always. */
export function ModeChoice({ hideLabel = false }: { hideLabel?: boolean }) {
  const t = useTexts().voice
  const { preferences } = useApp()
  const { voice_mode: mode, voice_key } = usePreferences()
  const key = useKeyName(voice_key)
  return (
    <div className={style['mode']}>
      <Segmented
        label={t.mode}
        hideLabel={hideLabel}
        options={[
          { value: 'gate', label: t.modes.gate },
          { value: 'key', label: t.modes.key },
          { value: 'open', label: t.modes.open },
        ]}
        value={mode}
        onChange={(voice_mode) => preferences.set({ voice_mode })}
      />
      <p>{mode === 'key' ? t.modeTexts.key(key) : t.modeTexts[mode]}</p>
    </div>
  )
}
