import { ChevronDown, Compass, Download, Keyboard, LogOut, QrCode, Settings, UserPlus } from 'lucide-react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { useIsAdmin, useIsGuest } from '../users/use-users.ts'
import { usePanels } from './panels-context.tsx'

export function RoomMenu() {
  const { room: t, handover } = useTexts()
  const { nav, platform } = useApp()
  const { key } = useRoom()
  const panels = usePanels()
  const isAdmin = useIsAdmin()
  const isGuest = useIsGuest()
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t.roomMenu} size="sm" tooltip={false} icon={<ChevronDown size={18} />} />}
    >
      {!isGuest && (
        <MenuItem icon={<UserPlus size={16} />} onSelect={() => panels.openAfter({ kind: 'invite' })}>
          {t.invite}
        </MenuItem>
      )}
      <MenuItem icon={<Compass size={16} />} onSelect={() => panels.openAfter({ kind: 'browse' })}>
        {t.browse}
      </MenuItem>
      {isAdmin && (
        <MenuItem icon={<QrCode size={16} />} onSelect={() => nav.go({ screen: 'host', room: key })}>
          {t.hostPanel}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Settings size={16} />} onSelect={() => nav.go({ screen: 'settings', room: key, tab: null })}>
        {t.settings}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} />} shortcut="?" onSelect={() => panels.openAfter({ kind: 'help' })}>
        {t.keys}
      </MenuItem>
      {platform.kind === 'browser' && (
        <MenuItem icon={<Download size={16} />} onSelect={() => panels.openAfter({ kind: 'way', way: 'app' })}>
          {handover.getApp}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<LogOut size={16} />} onSelect={() => panels.openAfter({ kind: 'signOut' })}>
        {t.signOut}
      </MenuItem>
    </Menu>
  )
}
