import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import style from './CallPersonCard.module.css'
import { type CallPerson, stateOf } from './people.ts'
import { StateIcon } from './PersonMarks.tsx'
import { QualityFigures } from './QualityFigures.tsx'
import { usePersonWords } from './use-person-words.ts'
import { useVoice } from './use-call.ts'

/** Somebody in one's call: how they are heard, how loud, and what is wrong where it is. */
export function CallPersonCard({ person }: { person: CallPerson }) {
  const t = useTexts().voice
  const voice = useVoice()
  const { name, state } = usePersonWords(person)
  const percent = Math.round((person.volume ?? 1) * 100)
  const setVolume = (value: number) => voice.setVolume(person.userId, value / 100)
  return (
    <div className={style['card']}>
      <div className={style['head']}>
        <PersonAvatar userId={person.userId} size="m" />
        <div>
          <p className={style['name']}>
            <bdi>{name}</bdi>
          </p>
          <p className={style['state']}>
            <StateIcon state={stateOf(person)} />
            {state}
            {person.isSharing && `, ${t.sharing}`}
          </p>
        </div>
      </div>
      {person.devices > 1 && !person.isElsewhere && <p className={style['text']}>{t.devices(person.devices)}</p>}
      {person.isElsewhere && <p className={style['text']}>{t.ownDeviceText}</p>}
      {person.link !== null && person.link !== 'connected' && (
        <p className={style['text']}>{t.linkTexts[person.link]}</p>
      )}
      {person.quality && <QualityFigures quality={person.quality} />}
      {person.volume !== null && (
        <div className={style['volume']}>
          <Slider
            label={t.volume(name)}
            min={0}
            max={200}
            step={5}
            value={percent}
            onChange={setVolume}
            valueText={t.percent(percent)}
          />
          <p className={style['text']}>{t.volumeText}</p>
          {percent !== 100 && (
            <Button size="sm" onClick={() => setVolume(100)}>
              {t.usualVolume}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
