import { Bell, CheckCheck, DoorOpen, Ellipsis, Pencil, Trash2, UserPlus } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuSub } from '../../ui/Menu.tsx'
import { usePanels } from '../room/panels-context.tsx'
import { useChannelRights } from './use-channel-rights.ts'
import { useMarkRead } from './use-mark-read.ts'
import { useNotify } from './use-notify.ts'

const USUAL = 'usual'

/** All that one can do with a channel as a whole. */
export function ChannelMenu({
  channel,
  size,
  label,
  open,
  onOpenChange,
}: {
  channel: Channel
  size: 'sm' | 'md'
  label: string
  open: boolean
  onOpenChange: (isOpen: boolean) => void
}) {
  return (
    <Menu
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <IconButton label={label} size={size} tooltip={false} icon={<Ellipsis size={size === 'sm' ? 16 : 18} />} />
      }
    >
      <Items channel={channel} />
    </Menu>
  )
}

/** Mounted while the menu is open: only then is it asked who may do what. */
function Items({ channel }: { channel: Channel }) {
  const t = useTexts().channels
  const panels = usePanels()
  const { canEdit, canManage, canDelete } = useChannelRights(channel.id)
  const { chosen, choose } = useNotify(channel.id)
  const markRead = useMarkRead()
  const { id: channelId } = channel
  return (
    <>
      <MenuItem
        icon={<CheckCheck size={16} />}
        disabled={channel.unread_count === 0}
        onSelect={() => markRead(channelId)}
      >
        {t.markRead}
      </MenuItem>
      <MenuSub label={t.notify} icon={<Bell size={16} />}>
        <MenuRadioGroup value={chosen ?? USUAL} onChange={choose}>
          <MenuRadioItem value={USUAL}>{t.notifyUsual}</MenuRadioItem>
          <MenuRadioItem value="all">{t.notifyAll}</MenuRadioItem>
          <MenuRadioItem value="mentions">{t.notifyMentions}</MenuRadioItem>
          <MenuRadioItem value="none">{t.notifyNone}</MenuRadioItem>
        </MenuRadioGroup>
      </MenuSub>
      <MenuSeparator />
      {canManage && channel.is_private && (
        <MenuItem icon={<UserPlus size={16} />} onSelect={() => panels.openAfter({ kind: 'addPeople', channelId })}>
          {t.addPeople}
        </MenuItem>
      )}
      {canEdit && (
        <MenuItem icon={<Pencil size={16} />} onSelect={() => panels.openAfter({ kind: 'edit', channelId })}>
          {t.edit}
        </MenuItem>
      )}
      <MenuItem icon={<DoorOpen size={16} />} onSelect={() => panels.openAfter({ kind: 'leave', channelId })}>
        {t.leave}
      </MenuItem>
      {canDelete && (
        <MenuItem
          icon={<Trash2 size={16} />}
          tone="danger"
          onSelect={() => panels.openAfter({ kind: 'delete', channelId })}
        >
          {t.remove}
        </MenuItem>
      )}
    </>
  )
}
