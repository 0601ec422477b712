import type { Channel } from '#protocol/channels.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import { useNow } from '../../ui/use-now.ts'
import { isReached } from '../../voice/reach.ts'
import type { CallView } from '../../voice/state.ts'
import { PlaceLink } from '../room/PlaceLink.tsx'
import { useRoomName } from '../room/use-room-name.ts'
import { MusicLine } from '../shareplay/MusicLine.tsx'
import style from './CallBar.module.css'
import { CallControls } from './CallControls.tsx'
import { CallSound } from './CallSound.tsx'
import { Connections } from './Connections.tsx'
import { clockText } from './duration.ts'
import { InCallRoom } from './InCallRoom.tsx'
import { MicrophoneLine } from './MicrophoneLine.tsx'
import { silenceToTell } from './silence.ts'
import { TalkButton } from './TalkButton.tsx'
import { useCallPeople } from './use-call.ts'

/** One's call, at the foot of the channels of any room. `channelId`: the open one, which shows its call in full. */
export function CallBar({ channelId }: { channelId: string | null }) {
  const { key } = useRoom()
  return (
    <InCallRoom>
      {(call, channel, room) => (
        <Bar
          call={call}
          channel={channel}
          elsewhere={room.key === key ? null : room}
          isOpen={room.key === key && channel.id === channelId}
        />
      )}
    </InCallRoom>
  )
}

/** `elsewhere`: the room of the call, when that is not the one that one looks at. */
function Bar({
  call,
  channel,
  elsewhere,
  isOpen,
}: {
  call: CallView
  channel: Channel
  elsewhere: Room | null
  isOpen: boolean
}) {
  const t = useTexts().voice
  const silence = silenceToTell(call)
  return (
    <section className={style['bar']} aria-label={t.bar(channel.name)}>
      <div className={style['head']}>
        <PlaceLink
          place={{ screen: 'channel', room: call.roomKey, channel: channel.id }}
          className={style['where']}
          title={t.toChannel(channel.name)}
        >
          <bdi>{channel.name}</bdi>
        </PlaceLink>
        <Connections peers={call.peers} />
      </div>
      {elsewhere && <ElsewhereLine room={elsewhere} />}
      <CallLine call={call} channelId={channel.id} />
      {silence && !isOpen && (
        <p className={style['silence']}>
          <b>{t.nobodyHears}</b> {t.silence[silence]}
        </p>
      )}
      <div className={style['sound']}>
        <MicrophoneLine call={call} />
        <CallSound call={call} />
      </div>
      <MusicLine channelId={channel.id} roomKey={call.roomKey} />
      <TalkButton call={call} />
      <CallControls call={call} name={channel.name} />
    </section>
  )
}

function ElsewhereLine({ room }: { room: Room }) {
  const t = useTexts().voice
  return (
    <p className={style['line']}>
      <bdi>{t.inRoom(useRoomName(room))}</bdi>
    </p>
  )
}

/** How long, with how many; or what is just going on instead. */
export function CallLine({ call, channelId }: { call: CallView; channelId: string }) {
  const t = useTexts().voice
  const now = useNow(1_000)
  const people = useCallPeople(channelId).length
  if (call.state === 'joining') return <p className={style['line']}>{t.joining}</p>
  if (call.state === 'reconnecting')
    return (
      <p className={style['away']}>
        <b>{t.reconnecting}</b> {isReached(call.peers.map(({ link }) => link)) ? t.reconnectingText : t.cutOffText}
      </p>
    )
  return (
    <p className={style['line']}>
      <span className="visually-hidden">{t.duration}: </span>
      <time>{clockText(now - call.startedAt)}</time>, {people === 1 ? t.alone : t.people(people)}
    </p>
  )
}
