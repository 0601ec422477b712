import { useRoom } from '../../app/context.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { useCall } from '../voice/use-call.ts'
import { musicPlace } from './place.ts'

/** The channel whose music is shown beside this one; null where there is none to be shown. */
export function useMusicPlace(openId: string | null): string | null {
  const open = useChannel(openId) ?? null
  const call = useCall()
  const { key } = useRoom()
  return musicPlace({ open, call: call?.roomKey === key ? call.channelId : null })
}
