import { SmilePlus } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton, type IconButtonProps } from '../../ui/IconButton.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { useMediaQuery } from '../../ui/use-media-query.ts'
import { EmojiPicker } from './EmojiPicker.tsx'

export type EmojiButtonProps = {
  label: string
  icon?: ReactNode
  size?: IconButtonProps['size']
  className?: string | undefined
  onPick(emoji: string): void
  /** `onPick` leads the focus elsewhere: it is called when the picker has gone, which then does not take it back. */
  takesFocus?: boolean
  /** For who must know, as a toolbar that should not vanish meanwhile. */
  onOpenChange?(open: boolean): void
  side?: 'top' | 'bottom' | 'left' | 'right'
  align?: 'start' | 'center' | 'end'
}

/** Opens the emojis beside itself; where there is no room for that, from below. */
export function EmojiButton({
  label,
  icon = <SmilePlus aria-hidden />,
  size = 'md',
  className,
  onPick,
  takesFocus = false,
  onOpenChange,
  side = 'top',
  align = 'end',
}: EmojiButtonProps) {
  const { emoji: t, common } = useTexts()
  const isNarrow = useMediaQuery('(max-width: 720px)')
  const [isOpen, setIsOpen] = useState(false)
  const set = (open: boolean) => {
    setIsOpen(open)
    onOpenChange?.(open)
  }
  const picked = useRef<string | null>(null)
  const pick = (emoji: string) => {
    if (takesFocus) picked.current = emoji
    else onPick(emoji)
  }
  const onCloseAutoFocus = (event: Event) => {
    const emoji = picked.current
    picked.current = null
    if (emoji === null) return
    event.preventDefault()
    onPick(emoji)
  }
  const button = <IconButton label={label} icon={icon} size={size} className={className} tooltip={!isOpen} />
  if (isNarrow) {
    return (
      <>
        <IconButton
          label={label}
          icon={icon}
          size={size}
          className={className}
          tooltip={false}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => set(true)}
        />
        <Dialog
          open={isOpen}
          onClose={() => set(false)}
          title={t.title}
          size="sm"
          closeLabel={common.close}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          <EmojiPicker onPick={pick} onClose={() => set(false)} />
        </Dialog>
      </>
    )
  }
  return (
    <Popover
      trigger={button}
      label={t.title}
      open={isOpen}
      onOpenChange={set}
      side={side}
      align={align}
      onCloseAutoFocus={onCloseAutoFocus}
    >
      <EmojiPicker onPick={pick} onClose={() => set(false)} />
    </Popover>
  )
}
