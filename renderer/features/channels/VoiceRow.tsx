import { skipToken, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import type { VoiceUsers } from '../../realtime/apply-event.ts'
import { classes } from '../../ui/classes.ts'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { useUsers } from '../users/use-users.ts'
import { ChannelRow } from './ChannelRow.tsx'
import style from './VoiceRow.module.css'

/** A voice channel with the people in its call. It opens its conversation; the call itself is features/voice/. */
export function VoiceRow({ channel, isCurrent }: { channel: Channel; isCurrent: boolean }) {
  const t = useTexts()
  const { socket, userId } = useLive()
  const users = useUsers()
  // Only who has joined a channel is told who comes and goes in its call.
  useEffect(() => socket.join(channel.id), [socket, channel.id])
  const inCall = useQuery<VoiceUsers>({ queryKey: keys.voice(channel.id), queryFn: skipToken }).data ?? []
  const people = [...new Set(inCall.map(([id]) => id))]
  return (
    <div className={classes(people.length > 0 && style['busy'])}>
      <ChannelRow channel={channel} isCurrent={isCurrent} />
      {people.length > 0 && (
        <ul aria-label={t.channels.inCall(channel.name)}>
          {people.map((id) => {
            const name = users.get(id)?.username ?? t.users.somebody
            return (
              <li key={id} className={style['person']}>
                <PersonAvatar userId={id} size="s" />
                <bdi className={style['name']}>{id === userId ? t.users.you(name) : name}</bdi>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
