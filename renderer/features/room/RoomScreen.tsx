import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { ChannelColumn } from '../channels/ChannelColumn.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { usePresenceKeeper } from '../users/use-presence-keeper.ts'
import { OverheardNote } from '../handover/OverheardNote.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { ConversationArea } from './ConversationArea.tsx'
import { RoomPanels } from './panels.ts'
import { PanelsContext } from './panels-context.tsx'
import { RoomDialogs } from './RoomDialogs.tsx'
import { RoomHeading } from './RoomHeading.tsx'
import { RoomRail } from './RoomRail.tsx'
import style from './RoomScreen.module.css'
import { SideColumn } from './SideColumn.tsx'
import { useDocumentTitle } from './use-document-title.ts'
import { useLanding } from './use-landing.ts'
import { useLayout } from './use-layout.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { boxIn, useTypeAnywhere } from './use-type-anywhere.ts'

/** The room: its channels, what is said in one of them, and who is there. On a phone one of these at a time. */
export function RoomScreen({ channelId, messageId }: { channelId: string | null; messageId?: string | undefined }) {
  const t = useTexts().room
  const { rooms, platform } = useApp()
  const layout = useLayout()
  const [panels] = useState(() => new RoomPanels({ later: afterFocus }))
  const main = useRef<HTMLElement>(null)
  const searchInput = useRef<HTMLInputElement>(null)
  const hasRail = useObservable(rooms).length > 1 || platform.kind === 'desktop'
  // What one is not in has no people to show.
  const channel = useChannel(channelId)
  const isList = layout === 'narrow' && channelId === null
  // Where it is all that there is, it is what one came for.
  const List = isList ? 'main' : 'div'
  usePresenceKeeper()
  useLanding(channelId, layout)
  useDocumentTitle(channelId)
  useShortcuts(panels, channelId, searchInput)
  useTypeAnywhere(main)
  useEffect(() => {
    panels.onFocusComposer(() => {
      // After whatever closes has given the focus back.
      afterFocus(() => boxIn(main.current)?.focus())
    })
  }, [panels])
  const move = () => panels.open({ kind: 'way', way: 'move' })
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    main.current?.focus()
  }
  return (
    <PanelsContext value={panels}>
      <div className={style['app']}>
        {!isList && (
          <a href="#conversation" className={style['skip']} onClick={skip}>
            {t.skip}
          </a>
        )}
        {hasRail && layout !== 'narrow' && <RoomRail isRow={false} />}
        {(layout !== 'narrow' || isList) && (
          <List className={style['list']}>
            {isList && hasRail && <RoomRail isRow />}
            {isList && <ConnectionBanner />}
            {isList && <OverheardNote onMove={move} />}
            <ChannelColumn
              channelId={channelId}
              heading={<RoomHeading withMark={!hasRail} level={isList ? 'h1' : 'h2'} />}
            />
          </List>
        )}
        {!isList && (
          <main ref={main} id="conversation" tabIndex={-1} className={style['main']}>
            <ConnectionBanner />
            <OverheardNote onMove={move} />
            <ConversationArea channelId={channelId} messageId={messageId} layout={layout} />
          </main>
        )}
        <SideColumn channelId={channel?.id ?? null} layout={layout} searchInput={searchInput} />
        <RoomDialogs channelId={channelId} />
      </div>
    </PanelsContext>
  )
}

/** Whatever closes gives the focus back in a timer of its own, which has run by then. */
const afterFocus = (run: () => void): void => void requestAnimationFrame(() => setTimeout(run, 0))
