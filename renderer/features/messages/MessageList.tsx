import { type ComponentProps, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import type { Message } from '#protocol/messages.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { LOADED } from '../../realtime/trim.ts'
import type { ChannelWindow } from '../../realtime/window.ts'
import { useCanWrite } from '../composer/use-can-write.ts'
import { useChannelRights } from '../channels/use-channel-rights.ts'
import { UploadRow } from '../files/UploadRow.tsx'
import { Announcer } from './Announcer.tsx'
import { kindOf } from './attachment.ts'
import { conversationOf, useConversationPart } from './conversation-state.ts'
import { DayLine } from './DayLine.tsx'
import { type Numbering, firstNumbering, numbered, rowOf } from './first-index.ts'
import { DeleteMessage } from './DeleteMessage.tsx'
import { hasNewAfter, placeOf } from './grouping.ts'
import { JumpToLatest } from './JumpToLatest.tsx'
import { Lightbox } from './Lightbox.tsx'
import { MessageRow } from './MessageRow.tsx'
import { NewAbove } from './NewAbove.tsx'
import { OutgoingRow } from './OutgoingRow.tsx'
import { useArrival } from './use-arrival.ts'
import { useEdges } from './use-edges.ts'
import { KnownContext, useKnown } from './use-known.ts'
import { useLogKeys } from './use-log-keys.ts'
import { useMessageActions } from './use-message-actions.ts'
import { useSticking } from './use-sticking.ts'
import { useReading } from './use-reading.ts'
import { useTail } from './use-tail.ts'
import style from './MessageList.module.css'

export type MessageListProps = {
  channelId: string
  window: ChannelWindow
  /** The id behind which messages are new; null: none are. */
  newAfter: string | null
  /** Where to begin: a message that was jumped to. */
  target: string | null
  /** One wants to see the newest, wherever one left off. */
  startsAtEnd: boolean
  onJump(messageId: string): void
  onLatest(): void
  onOlder(): void
  onNewer(): void
}
/** What is drawn beyond the view, in pixels: enough for a turn of the wheel. */
const BEYOND = { top: 400, bottom: 200 }

/** The log: of a history of any length only what is in view is there, and it keeps its place. */
export function MessageList(props: MessageListProps) {
  const { channelId, window: part, newAfter, target, startsAtEnd, onJump, onLatest, onOlder, onNewer } = props
  const { messages } = part
  const t = useTexts().messages
  const live = useLive()
  const conversation = conversationOf(live, channelId)
  const list = useRef<VirtuosoHandle>(null)
  const known = useKnown()
  const actions = useMessageActions(channelId)
  const canWrite = useCanWrite(channelId)
  const { canManage } = useChannelRights(channelId)
  const tail = useTail(channelId, messages)
  const { generation, firstIndex } = useNumbering(messages)
  const [isAtEnd, setIsAtEnd] = useState(false)
  const [opened, setOpened] = useState<Message | null>(null)
  const [doomed, setDoomed] = useState<Message | null>(null)
  const isCurrent = part.to === null
  useReading(channelId, messages, isAtEnd && isCurrent)
  const onKeyDown = useLogKeys(channelId, messages, list)

  const start = useMemo(() => {
    if (startsAtEnd) return { index: 'LAST', align: 'end' } as const
    const { top } = conversation.getState()
    const at = target ?? top
    const row = at === null ? -1 : rowOf(messages, at)
    if (row >= 0) return { index: row, align: target === null ? 'start' : 'center' } as const
    const firstNew = newAfter === null ? -1 : messages.findIndex((message) => message.id > newAfter)
    if (firstNew > 0 && hasNewAfter(messages, newAfter, live.userId))
      return { index: firstNew, align: 'start' } as const
    return { index: 'LAST', align: 'end' } as const
    // Where a generation begins is decided once.
    // oxlint-disable-next-line react/exhaustive-deps -- As said.
  }, [generation, target])
  const sticking = useSticking(list, start.index === 'LAST')

  const hasArrived = useArrival(list, target, start.index)
  const look = useEdges({
    firstIndex,
    count: messages.length,
    hasOlder: hasArrived && part.from !== 0,
    hasNewer: hasArrived && !isCurrent,
    onOlder,
    onNewer,
  })
  // Whoever stays at the end for days has read them; far above they only take memory.
  useEffect(() => {
    if (isAtEnd && isCurrent && messages.length > 2 * LOADED) live.room.history.letGoOfOldest(channelId)
  }, [isAtEnd, isCurrent, messages.length, live, channelId])

  // One's own message is always seen to go.
  const toEnd = useConversationPart(channelId, (state) => state.toEnd)
  const tailLength = tail.length
  const before = useRef({ toEnd, tailLength })
  useEffect(() => {
    const grew = tailLength > before.current.tailLength || toEnd > before.current.toEnd
    before.current = { toEnd, tailLength }
    if (!grew) return
    if (isCurrent) sticking.stick()
    else onLatest()
  }, [tailLength, toEnd, isCurrent, onLatest, sticking])

  const showsNew = hasNewAfter(messages, newAfter, live.userId)
  const line = showsNew ? newAfter : null
  const rowAt = (index: number) => {
    const at = index - firstIndex
    const message = messages[at]
    if (message) {
      const place = placeOf(messages[at - 1], message, line)
      const next = messages[at + 1]
      return (
        <div className={style['column']}>
          {place.startsDay ? <DayLine at={message.created_at} /> : null}
          {place.isFirstNew ? <DayLine at={message.created_at} isNew /> : null}
          <MessageRow
            message={message}
            myId={live.userId}
            isHead={place.startsGroup}
            goesOn={next !== undefined && !placeOf(message, next, line).startsGroup}
            canWrite={canWrite}
            canManage={canManage}
            actions={actions}
            onOpen={setOpened}
            onJump={onJump}
            onDelete={setDoomed}
          />
        </div>
      )
    }
    const own = tail[at - messages.length]
    if (!own) return <div className={style['nothing']} />
    return (
      <div className={style['column']}>
        {own.kind === 'outgoing' ? (
          <OutgoingRow entry={own.entry} isHead={own.isHead} onJump={onJump} />
        ) : (
          <div className={style['own']}>
            <UploadRow upload={own.upload} />
          </div>
        )}
      </div>
    )
  }
  const keyOf = (index: number) => {
    const at = index - firstIndex
    const own = tail[at - messages.length]
    return messages[at]?.id ?? (own?.kind === 'outgoing' ? own.entry.client_id : own?.upload.id) ?? index
  }
  const Scroller = useScroller(t.log, onKeyDown)
  const first = messages[0]
  const newAbove = part.from !== 0 && newAfter !== null && first !== undefined && first.id > newAfter

  return (
    <div className={style['list']}>
      {newAbove ? <NewAbove onJump={() => onJump(newAfter)} /> : null}
      <KnownContext value={known}>
        <Virtuoso
          key={generation}
          ref={list}
          className={style['scroll'] ?? ''}
          totalCount={messages.length + tail.length}
          firstItemIndex={firstIndex}
          initialTopMostItemIndex={start}
          computeItemKey={keyOf}
          itemContent={rowAt}
          components={{ Scroller, Header: Top, Footer: Bottom }}
          increaseViewportBy={BEYOND}
          alignToBottom
          atBottomThreshold={40}
          atBottomStateChange={setIsAtEnd}
          scrollerRef={sticking.follow}
          totalListHeightChanged={sticking.onHeight}
          followOutput={(atBottom) => (atBottom && isCurrent && !sticking.isSticking() ? 'auto' : false)}
          rangeChanged={({ startIndex, endIndex }) => {
            look(startIndex, endIndex)
            const top = messages[startIndex - firstIndex]?.id ?? null
            conversation.setState({ top: isAtEnd && isCurrent ? null : top })
          }}
        />
      </KnownContext>
      {isAtEnd && isCurrent ? null : (
        <JumpToLatest
          channelId={channelId}
          onClick={() => {
            if (isCurrent) sticking.stick()
            else onLatest()
          }}
        />
      )}
      <Announcer messages={messages} isCurrent={isCurrent} />
      <DeleteMessage message={doomed} actions={actions} onClose={() => setDoomed(null)} />
      {opened ? (
        <Lightbox
          pictures={messages.filter((message) => kindOf(message) === 'image')}
          current={opened}
          onChange={setOpened}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </div>
  )
}

function useNumbering(messages: ChannelWindow['messages']): Numbering {
  const [kept, setKept] = useState(() => numbered(firstNumbering, messages))
  const now = numbered(kept, messages)
  if (now !== kept) setKept(now)
  return now
}

/** The scrolling element is the log. It must stay the same component, or the list would begin anew. */
function useScroller(label: string, onKeyDown: (event: KeyboardEvent<HTMLElement>) => void) {
  const handler = useRef(onKeyDown)
  useEffect(() => {
    handler.current = onKeyDown
  }, [onKeyDown])
  const handle = useCallback((event: KeyboardEvent<HTMLElement>) => handler.current(event), [])
  return useMemo(
    () =>
      function Log({ style: measures, ...props }: ComponentProps<'div'>) {
        // The list would hide the outline; but where the keyboard is has to be seen.
        const own = { ...props, style: { ...measures, outline: undefined } }
        // One stop of the Tab key, in which the arrow keys move on (use-log-keys.ts).
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- As said.
        return <div {...own} role="log" aria-live="off" aria-label={label} tabIndex={0} onKeyDown={handle} />
      },
    [label, handle],
  )
}
const Top = () => <div className={style['top']} />
const Bottom = () => <div className={style['bottom']} />
