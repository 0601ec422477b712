import { useEffect } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useNow } from '../../ui/use-now.ts'
import { classes } from '../../ui/classes.ts'
import { clockText } from '../voice/duration.ts'
import { CallPersonRow } from '../voice/CallPersonRow.tsx'
import { JoinButton } from '../voice/JoinButton.tsx'
import { useCallIn, useCallPeople } from '../voice/use-call.ts'
import { ChannelRow } from './ChannelRow.tsx'
import style from './VoiceRow.module.css'

/** A voice channel with the people in its call. It opens its conversation; its button joins the call. */
export function VoiceRow({ channel, isCurrent }: { channel: Channel; isCurrent: boolean }) {
  const t = useTexts()
  const { socket } = useLive()
  // Only who has joined a channel is told who comes and goes in its call.
  useEffect(() => socket.join(channel.id), [socket, channel.id])
  const call = useCallIn(channel.id)
  const people = useCallPeople(channel.id)
  const action =
    call && call.state !== 'joining' ? (
      <Duration startedAt={call.startedAt} />
    ) : (
      <JoinButton channel={channel} place="row" />
    )
  return (
    <div className={classes(people.length > 0 && style['busy'])}>
      <ChannelRow channel={channel} isCurrent={isCurrent} action={action} />
      {people.length > 0 && (
        <ul aria-label={t.channels.inCall(channel.name)}>
          {people.map((person) => (
            <li key={person.userId}>
              <CallPersonRow person={person} isInside={call !== null} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Duration({ startedAt }: { startedAt: number }) {
  return (
    <time aria-hidden className={style['time']}>
      {clockText(useNow(1_000) - startedAt)}
    </time>
  )
}
