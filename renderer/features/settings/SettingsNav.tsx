import {
  ArrowLeft,
  Bell,
  ChevronRight,
  CircleUserRound,
  Info,
  Keyboard,
  KeyRound,
  Mic,
  MonitorCog,
  Smile,
  SunMoon,
} from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { useTexts } from '../../app/context.tsx'
import { type Place, type SettingsTab, pathOf } from '../../app/place.ts'
import type { Room } from '../../app/room.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useMediaQuery } from '../../ui/use-media-query.ts'
import { useRoomName } from '../room/use-room-name.ts'
import style from './SettingsScreen.module.css'
import type { SettingsGroups } from './tabs.ts'

const ICONS: Record<SettingsTab, ReactNode> = {
  profile: <CircleUserRound aria-hidden size={18} />,
  sessions: <KeyRound aria-hidden size={18} />,
  emoji: <Smile aria-hidden size={18} />,
  notifications: <Bell aria-hidden size={18} />,
  audio: <Mic aria-hidden size={18} />,
  appearance: <SunMoon aria-hidden size={18} />,
  shortcuts: <Keyboard aria-hidden size={18} />,
  desktop: <MonitorCog aria-hidden size={18} />,
  about: <Info aria-hidden size={18} />,
}

type SettingsNavProps = {
  groups: SettingsGroups
  shown: SettingsTab | null
  room: Room | null
  placeOf(tab: SettingsTab): Place
  onChoose(tab: SettingsTab): void
  onLeave(): void
}

export function SettingsNav({ groups, shown, room, onLeave, ...rest }: SettingsNavProps) {
  const t = useTexts().settings
  return (
    <nav className={style['nav']} aria-label={t.title}>
      <div className={style['top']}>
        <IconButton label={t.closeSettings} icon={<ArrowLeft aria-hidden />} onClick={onLeave} />
        <h1>{t.title}</h1>
      </div>
      {room && (
        <section className={style['group']}>
          <RoomHeading room={room} />
          <Links tabs={groups.room} shown={shown} {...rest} />
        </section>
      )}
      <section className={style['group']}>
        <h2>{t.onDevice}</h2>
        <Links tabs={groups.device} shown={shown} {...rest} />
      </section>
    </nav>
  )
}

function RoomHeading({ room }: { room: Room }) {
  const t = useTexts().settings
  return (
    <h2>
      <bdi>{t.inRoom(useRoomName(room))}</bdi>
    </h2>
  )
}

function Links({
  tabs,
  shown,
  placeOf,
  onChoose,
}: Pick<SettingsNavProps, 'shown' | 'placeOf' | 'onChoose'> & { tabs: readonly SettingsTab[] }) {
  const t = useTexts().settings
  const isNarrow = useMediaQuery('(max-width: 719.98px)')
  const follow = (event: MouseEvent, tab: SettingsTab) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onChoose(tab)
  }
  return (
    <ul>
      {tabs.map((tab) => (
        <li key={tab}>
          <a
            href={pathOf(placeOf(tab))}
            className={style['link']}
            aria-current={tab === shown ? 'page' : undefined}
            onClick={(event) => follow(event, tab)}
          >
            {ICONS[tab]}
            <span>{t.tabs[tab]}</span>
            {isNarrow && <ChevronRight aria-hidden size={16} />}
          </a>
        </li>
      ))}
    </ul>
  )
}
