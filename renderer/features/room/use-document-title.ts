import { useEffect } from 'react'
import { useApp, usePreferences, useRoom, useTexts } from '../../app/context.tsx'
import { useChannel, useChannels } from '../channels/use-channels.ts'
import { titleOf } from './document-title.ts'
import { useRoomName } from './use-room-name.ts'

/** Names the window after what it shows, with what is unread in channels that are not muted. */
export function useDocumentTitle(channelId: string | null): void {
  const { document } = useApp().platform.window
  const { appName } = useTexts().room
  const room = useRoom()
  const { notify_channels } = usePreferences()
  const unread = (useChannels() ?? [])
    .filter((channel) => notify_channels[`${room.key}:${channel.id}`] !== 'none')
    .reduce((sum, channel) => sum + channel.unread_count, 0)
  const title = titleOf({ unread, channel: useChannel(channelId)?.name ?? null, room: useRoomName(room) })
  useEffect(() => call(document, title), [document, title])
  useEffect(() => () => call(document, appName), [document, appName])
}

function call(document: Document, title: string): void {
  document.title = title
}
