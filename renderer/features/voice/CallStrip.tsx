import { AudioLines } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import { useTexts } from '../../app/context.tsx'
import type { CallView } from '../../voice/state.ts'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { useUsers } from '../users/use-users.ts'
import { PlaceLink } from '../room/PlaceLink.tsx'
import { MusicLine } from '../shareplay/MusicLine.tsx'
import { CallLine } from './CallBar.tsx'
import { CallControls } from './CallControls.tsx'
import { CallSound } from './CallSound.tsx'
import style from './CallStrip.module.css'
import { InCallRoom } from './InCallRoom.tsx'
import { SilenceNote } from './SilenceNote.tsx'
import { TalkButton } from './TalkButton.tsx'
import { useCallPeople } from './use-call.ts'

/** One's call in a line: on a phone over what one does, and in whatever is no room. */
export function CallStrip() {
  return <InCallRoom>{(call, channel) => <Strip call={call} channel={channel} />}</InCallRoom>
}

function Strip({ call, channel }: { call: CallView; channel: Channel }) {
  const t = useTexts().voice
  const speaker = useCallPeople(channel.id).find((person) => person.isSpeaking && !person.isHere)
  const name = useUsers().get(speaker?.userId ?? '')?.username
  return (
    <section className={style['strip']} aria-label={t.bar(channel.name)}>
      <div className={style['row']}>
        {speaker ? (
          <PersonAvatar userId={speaker.userId} size="m" talking />
        ) : (
          <AudioLines aria-hidden size={20} className={style['mark']} />
        )}
        <div className={style['text']}>
          <PlaceLink
            place={{ screen: 'channel', room: call.roomKey, channel: channel.id }}
            className={style['where']}
            title={t.toChannel(channel.name)}
          >
            <bdi>{channel.name}</bdi>
          </PlaceLink>
          {/* Announced elsewhere, and not as often as it changes. */}
          {name !== undefined && call.state === 'on' ? (
            <p className={style['speaks']}>{t.news.speaks(name)}</p>
          ) : (
            <CallLine call={call} channelId={channel.id} />
          )}
        </div>
        <CallSound call={call} />
        <CallControls call={call} name={channel.name} isSmall />
      </div>
      <MusicLine channelId={channel.id} roomKey={call.roomKey} />
      <TalkButton call={call} />
      <SilenceNote call={call} />
    </section>
  )
}
