import { ChevronLeft, Info, Mic, Search, Users } from 'lucide-react'
import { useState } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { useApp, useObservable, usePreferences, useRoom, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { ChannelIcon } from '../channels/ChannelIcon.tsx'
import { ChannelMenu } from '../channels/ChannelMenu.tsx'
import { useIsOverheard } from '../handover/overheard.ts'
import { MusicButton } from '../shareplay/MusicButton.tsx'
import { useMusicPlace } from '../shareplay/use-music-place.ts'
import { useMusicPanel } from '../shareplay/use-open-music.ts'
import { JoinButton } from '../voice/JoinButton.tsx'
import { ChannelInfo } from './ChannelInfo.tsx'
import style from './ChannelHeader.module.css'
import { usePanels } from './panels-context.tsx'
import type { Layout } from './use-layout.ts'
import { useRoomName } from './use-room-name.ts'

/** What one is reading, and what there is beside it. */
export function ChannelHeader({ channel, layout }: { channel: Channel; layout: Layout }) {
  const { room: t, channels, handover } = useTexts()
  const { nav, preferences } = useApp()
  const room = useRoom()
  const roomName = useRoomName(room)
  const panels = usePanels()
  const { isSearching, sheet } = useObservable(panels)
  const { show_members } = usePreferences()
  const [isMenuOpen, setMenuOpen] = useState(false)
  const isOverheard = useIsOverheard()
  const isSheet = layout !== 'wide'
  const musicId = useMusicPlace(channel.id)
  const music = useMusicPanel(panels, { isSearching, sheet })
  const isMusicShown = musicId !== null && music.isOpen
  const areMembersShown = isSheet ? sheet === 'members' : show_members && !isSearching && !isMusicShown
  const toggleMembers = () => {
    if (isSheet) return panels.setSheet(areMembersShown ? null : 'members')
    preferences.set({ show_members: !areMembersShown, ...(isMusicShown ? { show_shareplay: false } : {}) })
    panels.setSearching(false)
  }
  return (
    <header className={style['top']}>
      {layout === 'narrow' && (
        <IconButton
          label={t.channelsBack}
          tooltip={false}
          size="lg"
          icon={<ChevronLeft size={22} />}
          onClick={() => nav.go({ screen: 'channel', room: room.key, channel: null })}
        />
      )}
      <div className={style['title']}>
        <h1>
          {(channel.is_private || channel.is_voice) && <ChannelIcon channel={channel} size={18} />}
          <bdi>{channel.name}</bdi>
        </h1>
        {layout === 'narrow' && <p>{roomName}</p>}
      </div>
      <Popover
        align="end"
        label={t.about(channel.name)}
        trigger={<IconButton label={t.about(channel.name)} tooltip={false} icon={<Info size={18} />} />}
      >
        <ChannelInfo channel={channel} />
      </Popover>
      <span className={style['grow']} />
      {/* Where there is no microphone one can listen; this one says why, and where there is one. */}
      {channel.is_voice && isOverheard && (
        <IconButton
          label={handover.talk}
          icon={<Mic size={18} />}
          onClick={() => panels.open({ kind: 'way', way: 'talk' })}
        />
      )}
      {channel.is_voice && <JoinButton channel={channel} place={layout === 'narrow' ? 'phone' : 'header'} />}
      <IconButton
        label={t.search}
        pressed={isSearching}
        icon={<Search size={18} />}
        onClick={() => panels.setSearching(!isSearching)}
      />
      {musicId !== null && <MusicButton channelId={musicId} isOpen={isMusicShown} onClick={music.toggle} />}
      <IconButton label={t.people} pressed={areMembersShown} icon={<Users size={18} />} onClick={toggleMembers} />
      <ChannelMenu
        channel={channel}
        size="md"
        label={channels.menuOf(channel.name)}
        open={isMenuOpen}
        onOpenChange={setMenuOpen}
      />
    </header>
  )
}
