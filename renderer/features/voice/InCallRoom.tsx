import type { ReactNode } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { LiveProvider, RoomProvider, useApp, useObservable } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import type { CallView } from '../../voice/state.ts'
import { useChannel } from '../channels/use-channels.ts'
import { useCall } from './use-call.ts'

type Inner = (call: CallView, channel: Channel, room: Room) => ReactNode

/** Shows something of the call within the room that it is in, wherever in the app one looks. Nothing without a call. */
export function InCallRoom({ children }: { children: Inner }) {
  const call = useCall()
  const room = useObservable(useApp().rooms).find(({ key }) => key === call?.roomKey)
  if (!call || !room) return null
  return (
    <RoomProvider room={room}>
      <WhileLive room={room}>
        <InChannel call={call} room={room}>
          {children}
        </InChannel>
      </WhileLive>
    </RoomProvider>
  )
}

function WhileLive({ room, children }: { room: Room; children: ReactNode }) {
  const live = useObservable(room.live)
  return live && <LiveProvider live={live}>{children}</LiveProvider>
}

function InChannel({ call, room, children }: { call: CallView; room: Room; children: Inner }) {
  const channel = useChannel(call.channelId)
  return channel ? children(call, channel, room) : null
}
