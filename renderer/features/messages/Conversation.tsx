import { useCallback, useEffect, useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { conversationOf } from './conversation-state.ts'
import { LogSkeleton } from './LogSkeleton.tsx'
import { MessageList } from './MessageList.tsx'
import { rowOf } from './first-index.ts'
import { useHistory } from './use-history.ts'
import { useNewLine } from './use-new-line.ts'
import { useTail } from './use-tail.ts'
import { useWindow } from './use-window.ts'
import style from './Conversation.module.css'

/** How long a message that was jumped to stays marked, in milliseconds. */
const HIGHLIGHT_MS = 2_500
const none: readonly never[] = []

/** What was and is said in a channel. `messageId`: the place in it that one was sent to. */
export function Conversation({ channelId, messageId }: { channelId: string; messageId?: string | undefined }) {
  const t = useTexts().messages
  const { common } = useTexts()
  const { nav } = useApp()
  const room = useRoom()
  const live = useLive()
  const part = useWindow(channelId)
  const history = useHistory(channelId)
  const newAfter = useNewLine(channelId, part?.messages ?? none)
  const tail = useTail(channelId, part?.messages ?? none)
  const [target, setTarget] = useState<string | null>(null)

  const { jumpTo } = history
  const jump = useCallback(
    async (id: string) => {
      const conversation = conversationOf(live, channelId)
      if (!(await jumpTo(id))) return
      setTarget(id)
      conversation.setState({ highlight: id, focused: id })
      setTimeout(() => {
        if (conversation.getState().highlight === id) conversation.setState({ highlight: null })
      }, HIGHLIGHT_MS)
    },
    [live, channelId, jumpTo],
  )
  const isLoaded = history.state.kind === 'loaded'
  useEffect(() => {
    if (messageId === undefined || !isLoaded) return
    // A jump loads, and its outcome is state: the address is the outside that this follows.
    // oxlint-disable-next-line react/set-state-in-effect -- As said.
    void jump(messageId)
    // The address is of the channel again: a second jump to the same message works, and so does a reload.
    nav.go({ screen: 'channel', room: room.key, channel: channelId }, { replace: true })
  }, [messageId, isLoaded, jump, nav, room.key, channelId])

  if (history.state.kind === 'failed') {
    return (
      <div className={style['middle']}>
        <Empty
          title={t.failedTitle}
          text={sentenceOf(history.state.error)}
          action={<Button onClick={history.retry}>{common.retry}</Button>}
        />
      </div>
    )
  }
  if (!part || !isLoaded || newAfter === undefined) return <LogSkeleton />
  if (part.messages.length === 0 && tail.length === 0 && part.from === 0) {
    return (
      <div className={style['middle']} role="log" aria-label={t.log}>
        <Empty title={t.emptyTitle} text={t.emptyText} />
      </div>
    )
  }
  return (
    <MessageList
      key={target ?? 'latest'}
      channelId={channelId}
      window={part}
      newAfter={newAfter}
      target={target !== null && rowOf(part.messages, target) >= 0 ? target : null}
      onJump={(id) => void jump(id)}
      onLatest={() => {
        setTarget(null)
        conversationOf(live, channelId).setState({ top: null })
        history.latest()
      }}
      onOlder={history.older}
      onNewer={history.newer}
    />
  )
}
