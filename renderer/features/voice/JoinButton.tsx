import { LogOut, Phone } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { useCall, useCallIn, useVoice } from './use-call.ts'
import { useJoinCall } from './use-join-call.ts'

/** Into a channel's call in one click. In a wide header also out of it again. */
export function JoinButton({ channel, place }: { channel: Channel; place: 'row' | 'header' | 'phone' }) {
  const t = useTexts().voice
  const voice = useVoice()
  const isElsewhere = useCall() !== null
  const call = useCallIn(channel.id)
  const isRow = place === 'row'
  const { isJoining, join } = useJoinCall(channel)
  if (call && call.state !== 'joining') {
    // On a phone the strip below it has that.
    return place === 'header' ? (
      <Button aria-label={t.leaveCall(channel.name)} icon={<LogOut aria-hidden />} onClick={() => voice.leave()}>
        {t.leave}
      </Button>
    ) : null
  }
  return (
    <Button
      variant={isRow ? 'quiet' : 'primary'}
      size={isRow ? 'sm' : 'md'}
      busy={isJoining || call !== null}
      icon={isRow ? undefined : <Phone aria-hidden />}
      aria-label={isElsewhere && !call ? t.moveTo(channel.name) : t.joinCall(channel.name)}
      onClick={join}
    >
      {isElsewhere && !call ? t.move : t.join}
    </Button>
  )
}
