import type { RefObject } from 'react'
import { useApp, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { SearchPanel } from '../find/SearchPanel.tsx'
import { SharePlayPanel } from '../shareplay/SharePlayPanel.tsx'
import { useMusicPlace } from '../shareplay/use-music-place.ts'
import { MembersColumn } from '../users/MembersColumn.tsx'
import { Beside } from './Beside.tsx'
import { usePanels } from './panels-context.tsx'
import { Sheet } from './Sheet.tsx'
import style from './RoomScreen.module.css'
import type { Layout } from './use-layout.ts'

/** What stands to the right of the conversation, or over it: the people, the search, SharePlay. */
export function SideColumn({
  channelId,
  layout,
  searchInput,
}: {
  channelId: string | null
  layout: Layout
  searchInput: RefObject<HTMLInputElement | null>
}) {
  const t = useTexts()
  const panels = usePanels()
  const { preferences } = useApp()
  const { isSearching, sheet } = useObservable(panels)
  const { show_members, show_shareplay } = usePreferences()
  const musicId = useMusicPlace(channelId)
  const isSheet = layout !== 'wide'
  const closeSearch = () => panels.setSearching(false)
  if (isSearching) {
    const search = (
      <SearchPanel
        channelId={channelId}
        inputRef={searchInput}
        onJump={() => isSheet && closeSearch()}
        onClose={closeSearch}
      />
    )
    return isSheet ? (
      <Sheet label={t.find.title} onClose={closeSearch}>
        {search}
      </Sheet>
    ) : (
      <Beside key="search" label={t.find.title} className={style['search']}>
        {search}
      </Beside>
    )
  }
  const close = () => (isSheet ? panels.setSheet(null) : preferences.set({ show_shareplay: false }))
  if (musicId !== null && (isSheet ? sheet === 'shareplay' : show_shareplay)) {
    const music = <SharePlayPanel channelId={musicId} onClose={close} />
    return isSheet ? (
      <Sheet label={t.shareplay.title} onClose={close}>
        {music}
      </Sheet>
    ) : (
      <Beside key="shareplay" label={t.shareplay.title} className={style['shareplay']}>
        {music}
      </Beside>
    )
  }
  if (channelId === null) return null
  if (isSheet) {
    if (sheet !== 'members') return null
    return (
      <Sheet label={t.users.members} onClose={close}>
        <MembersColumn channelId={channelId} isSheet onClose={close} />
      </Sheet>
    )
  }
  if (!show_members) return null
  return (
    <Beside key="members" label={t.users.members} className={style['members']}>
      <MembersColumn channelId={channelId} isSheet={false} onClose={() => preferences.set({ show_members: false })} />
    </Beside>
  )
}
