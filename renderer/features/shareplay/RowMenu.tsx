import { ArrowDown, ArrowUp, Copy, Ellipsis, ListStart, Play, RotateCw, Trash2 } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import type { QueueRowProps } from './QueueRow.tsx'
import { nextPlace } from './rows.ts'

/** All that one can do with a song of the queue, also without dragging. */
export function RowMenu(props: QueueRowProps & { className: string | undefined }) {
  const { item, at, count, currentAt, actions, isTabStop, onMove, onRemove, className } = props
  const t = useTexts().shareplay
  const isCurrent = at === currentAt
  const next = nextPlace(at, currentAt)
  return (
    <Menu
      trigger={
        <IconButton
          label={t.moreAbout(item.title)}
          size="sm"
          tooltip={false}
          tabIndex={isTabStop ? 0 : -1}
          className={className}
          icon={<Ellipsis aria-hidden />}
        />
      }
    >
      {item.download_status === 'error' && (
        <MenuItem icon={<RotateCw aria-hidden />} onSelect={() => actions.retry(item.id)}>
          {t.retry}
        </MenuItem>
      )}
      {!isCurrent && (
        <MenuItem icon={<Play aria-hidden />} onSelect={() => actions.track(item.id)}>
          {t.playNow}
        </MenuItem>
      )}
      {next !== null && next !== at && (
        <MenuItem icon={<ListStart aria-hidden />} onSelect={() => onMove(item.id, next)}>
          {t.playNext}
        </MenuItem>
      )}
      <MenuItem icon={<ArrowUp aria-hidden />} disabled={at === 0} onSelect={() => onMove(item.id, at - 1)}>
        {t.moveUp}
      </MenuItem>
      <MenuItem icon={<ArrowDown aria-hidden />} disabled={at === count - 1} onSelect={() => onMove(item.id, at + 1)}>
        {t.moveDown}
      </MenuItem>
      {/^https?:/i.test(item.url) && (
        <MenuItem icon={<Copy aria-hidden />} onSelect={() => void copyText(item.url)}>
          {t.copyLink}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Trash2 aria-hidden />} tone="danger" shortcut={t.removeKey} onSelect={() => onRemove(item.id)}>
        {t.remove}
      </MenuItem>
    </Menu>
  )
}
