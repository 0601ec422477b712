import { use } from 'react'
import { useApp, usePlace, usePreferences } from '../../app/context.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { PanelsContext } from '../room/panels-context.tsx'
import type { RoomPanels } from '../room/panels.ts'
import { useLayout } from '../room/use-layout.ts'
import { musicPlace } from './place.ts'

/** Whether SharePlay is open beside the conversation, or over it where there is no room beside; and how to change that. */
export function useMusicPanel(
  panels: RoomPanels,
  now: Pick<ReturnType<RoomPanels['getSnapshot']>, 'isSearching' | 'sheet'>,
) {
  const { preferences } = useApp()
  const { show_shareplay } = usePreferences()
  const isSheet = useLayout() !== 'wide'
  const isOpen = isSheet ? now.sheet === 'shareplay' : show_shareplay && !now.isSearching
  return {
    isOpen,
    toggle() {
      if (isSheet) return panels.setSheet(isOpen ? null : 'shareplay')
      preferences.set({ show_shareplay: !isOpen })
      panels.setSearching(false)
    },
  }
}

/** From anywhere in the app to a channel's music: beside what one reads in its room, else over there. */
export function useOpenMusic(roomKey: string, channelId: string): () => void {
  const { nav, preferences } = useApp()
  const panels = use(PanelsContext)
  const place = usePlace()
  const isSheet = useLayout() !== 'wide'
  const openId = place.screen === 'channel' && place.room === roomKey && panels ? place.channel : undefined
  const open = useChannel(openId ?? null) ?? null
  return () => {
    if (!isSheet) preferences.set({ show_shareplay: true })
    if (openId === undefined || musicPlace({ open, call: channelId }) !== channelId)
      nav.go({ screen: 'channel', room: roomKey, channel: channelId })
    if (openId !== undefined) panels?.setSheet(isSheet ? 'shareplay' : null)
  }
}
