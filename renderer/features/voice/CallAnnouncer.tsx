import { useEffect, useState } from 'react'
import { useApp, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import type { CallView } from '../../voice/state.ts'
import { useUsers } from '../users/use-users.ts'
import { CallNews } from './call-news.ts'
import { useCallPeople } from './use-call.ts'

/** Says to screen readers who comes, who goes, who begins to speak, and what became of oneself. */
export function CallAnnouncer({ call, channelId }: { call: CallView; channelId: string }) {
  const { users: names, voice } = useTexts()
  const { clock } = useApp().platform
  const users = useUsers()
  const people = useCallPeople(channelId)
  const { voice_say_speakers: tellsSpeakers } = usePreferences()
  const [news] = useState(() => new CallNews({ clock, texts: voice.news }))
  const said = useObservable(news)
  useEffect(() => {
    const others = people.filter(({ isHere, isElsewhere }) => !isHere && !isElsewhere)
    news.look({
      call,
      others: others.map(({ userId }) => userId),
      speaking: others.filter(({ isSpeaking }) => isSpeaking).map(({ userId }) => userId),
      nameOf: (userId) => users.get(userId)?.username ?? names.somebody,
      tellsSpeakers,
    })
  }, [news, call, people, users, names, tellsSpeakers])
  useEffect(() => () => news.close(), [news])
  return (
    <div className="visually-hidden">
      <p role="status">{said.comings}</p>
      <p role="status">{said.speaker}</p>
      <p role="status">{said.own}</p>
    </div>
  )
}
