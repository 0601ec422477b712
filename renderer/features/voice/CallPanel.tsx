import type { Channel } from '#protocol/channels.ts'
import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import type { Layout } from '../room/use-layout.ts'
import { MusicOutside } from '../shareplay/MusicOutside.tsx'
import style from './CallPanel.module.css'
import { CallTile } from './CallTile.tsx'
import { costOf } from './cost.ts'
import { SilenceNote } from './SilenceNote.tsx'
import { useCallIn, useCallPeople } from './use-call.ts'

/** The call of the channel that one looks at, over what is written there: who is in it and how one hears them. */
export function CallPanel({ channel, layout }: { channel: Channel; layout: Layout }) {
  const t = useTexts().voice
  const call = useCallIn(channel.id)
  const people = useCallPeople(channel.id)
  if (people.length === 0) return null
  const cost = costOf(people.length)
  return (
    <section className={style['panel']} aria-label={t.call(channel.name)}>
      {/* On a phone the strip above says it. */}
      {call && layout !== 'narrow' && <SilenceNote call={call} />}
      {cost !== null && (
        <Note tone="info" live={false}>
          {t.costly(people.length, cost)}
        </Note>
      )}
      {!call && <MusicOutside channel={channel} />}
      <ul className={style['tiles']}>
        {people.map((person) => (
          <li key={person.userId}>
            <CallTile person={person} isInside={call !== null} />
          </li>
        ))}
      </ul>
    </section>
  )
}
