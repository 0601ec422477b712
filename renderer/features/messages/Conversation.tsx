import { useCallback, useEffect, useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { conversationOf } from './conversation-state.ts'
import { LogSkeleton } from './LogSkeleton.tsx'
import { MessageList } from './MessageList.tsx'
import { rowOf } from './first-index.ts'
import { useEditRescue } from './use-edit-rescue.ts'
import { useFocusRescue } from './use-focus-rescue.ts'
import { useHistory } from './use-history.ts'
import { useNewLine } from './use-new-line.ts'
import { useTail } from './use-tail.ts'
import { useWindow } from './use-window.ts'
import style from './Conversation.module.css'

/** How long a message that was jumped to stays marked, in milliseconds. */
const HIGHLIGHT_MS = 2_500
const none: readonly never[] = []
const nothing: ReadonlySet<string> = new Set()
/** Where one wants to be: at a message, at the end, or (null) where one left off. */
type Aim = { readonly at: string | null; readonly times: number }
const nowhere: Aim = { at: null, times: 0 }
const END = 'end'

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
  useEditRescue(channelId, part?.gone ?? nothing)
  useFocusRescue(channelId, part?.messages ?? none, part?.gone ?? nothing)
  const [aim, setAim] = useState<Aim>(nowhere)

  const { jumpTo } = history
  const jump = useCallback(
    async (id: string) => {
      const conversation = conversationOf(live, channelId)
      if (!(await jumpTo(id))) return
      // Counted, so that a second jump to the same message leads there as well.
      setAim(({ times }) => ({ at: id, times: times + 1 }))
      conversation.setState({ highlight: id, focused: id })
      setTimeout(() => {
        if (conversation.getState().highlight === id) conversation.setState({ highlight: null })
      }, HIGHLIGHT_MS)
    },
    [live, channelId, jumpTo],
  )
  // Always the same function: rows that are there are not drawn anew for each message that comes.
  const onJump = useCallback((id: string) => void jump(id), [jump])
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
      key={`${aim.at ?? ''} ${aim.times}`}
      channelId={channelId}
      window={part}
      newAfter={newAfter}
      target={aim.at !== null && rowOf(part.messages, aim.at) >= 0 ? aim.at : null}
      startsAtEnd={aim.at === END}
      onJump={onJump}
      onLatest={() => {
        setAim(({ times }) => ({ at: END, times: times + 1 }))
        conversationOf(live, channelId).setState({ top: null })
        history.latest()
      }}
      onOlder={history.older}
      onNewer={history.newer}
    />
  )
}
