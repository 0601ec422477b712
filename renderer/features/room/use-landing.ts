import { useEffect, useMemo } from 'react'
import { useApp, useRoom } from '../../app/context.tsx'
import { landingOf } from '../channels/order.ts'
import { Recents } from '../channels/recents.ts'
import { useChannels } from '../channels/use-channels.ts'
import type { Layout } from './use-layout.ts'

/** Remembers where one was, and leads there who comes into the room without saying where to. */
export function useLanding(channelId: string | null, layout: Layout): void {
  const { nav, platform } = useApp()
  const { key: room } = useRoom()
  const channels = useChannels()
  const recents = useMemo(() => new Recents({ storage: platform.window.localStorage, roomKey: room }), [platform, room])
  const isHere = channels?.some((channel) => channel.id === channelId) ?? false
  useEffect(() => {
    if (channelId !== null && isHere) recents.visit(channelId)
  }, [channelId, isHere, recents])
  // In one column the list of channels is a place of its own.
  const target = channelId === null && layout !== 'narrow' ? landingOf(channels ?? [], recents.list()) : null
  const targetId = target?.id
  useEffect(() => {
    if (targetId !== undefined) nav.go({ screen: 'channel', room, channel: targetId }, { replace: true })
  }, [nav, room, targetId])
}
