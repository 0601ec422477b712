import { DoorOpen, MessagesSquare } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import type { Channel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useJoin } from '../channels/use-join.ts'
import { Composer } from '../composer/Composer.tsx'
import { DropZone } from '../files/DropZone.tsx'
import { Conversation } from '../messages/Conversation.tsx'
import { useIsGuest } from '../users/use-users.ts'
import { CallPanel } from '../voice/CallPanel.tsx'
import { CallStrip } from '../voice/CallStrip.tsx'
import { ScreensArea } from '../voice/screens/ScreensArea.tsx'
import { ChannelHeader } from './ChannelHeader.tsx'
import { usePanels } from './panels-context.tsx'
import style from './RoomScreen.module.css'
import type { Layout } from './use-layout.ts'

/** The channel that one reads and writes in, or why there is none. */
export function ConversationArea({
  channelId,
  messageId,
  layout,
}: {
  channelId: string | null
  messageId: string | undefined
  layout: Layout
}) {
  const t = useTexts().room
  const panels = usePanels()
  const { data: channels, error, refetch } = useQuery<Channel[]>({ queryKey: keys.channels })
  const { common } = useTexts()
  const isGuest = useIsGuest()
  const channel = channels?.find((one) => one.id === channelId)
  if (channel) {
    return (
      <>
        <ChannelHeader channel={channel} layout={layout} />
        {layout === 'narrow' && <CallStrip />}
        <ScreensArea channel={channel}>
          {channel.is_voice && <CallPanel channel={channel} layout={layout} />}
          <DropZone channelId={channel.id}>
            <Conversation key={channel.id} channelId={channel.id} messageId={messageId} />
            <Composer channelId={channel.id} />
          </DropZone>
        </ScreensArea>
      </>
    )
  }
  if (!channels) {
    return (
      <div className={style['middle']}>
        {error ? (
          <Empty
            title={t.failed}
            text={sentenceOf(error)}
            action={<Button onClick={() => void refetch()}>{common.retry}</Button>}
          />
        ) : (
          <Spinner label={t.loading} />
        )}
      </div>
    )
  }
  return (
    <div className={style['middle']}>
      {channelId !== null ? (
        <Missing channelId={channelId} channels={channels} />
      ) : channels.length === 0 ? (
        <Empty
          icon={<MessagesSquare size={32} />}
          title={t.noChannelsTitle}
          text={isGuest ? t.noChannelsGuest : t.noChannelsText}
          action={
            isGuest ? null : (
              <Button variant="primary" onClick={() => panels.open({ kind: 'create', isVoice: false })}>
                {t.makeChannel}
              </Button>
            )
          }
        />
      ) : null}
    </div>
  )
}

/** A link may lead to what one has left, or to what is not there any more. */
function Missing({ channelId, channels }: { channelId: string; channels: readonly Channel[] }) {
  const t = useTexts().room
  const { nav } = useApp()
  const { key } = useRoom()
  const { joining, join } = useJoin()
  const left = useQuery<Channel[]>({ queryKey: keys.joinable }).data?.find((one) => one.id === channelId)
  const first = channels[0]
  if (left) {
    return (
      <Empty
        icon={<DoorOpen size={32} />}
        title={t.leftTitle(left.name)}
        text={t.leftText}
        action={
          <Button variant="primary" busy={joining !== null} onClick={() => void join(left.id)}>
            {t.joinAgain}
          </Button>
        }
      />
    )
  }
  return (
    <Empty
      icon={<DoorOpen size={32} />}
      title={t.goneTitle}
      text={t.goneText}
      action={
        first && (
          <Button onClick={() => nav.go({ screen: 'channel', room: key, channel: first.id }, { replace: true })}>
            {t.toFirst(first.name)}
          </Button>
        )
      }
    />
  )
}
