import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import style from './Popover.module.css'

export type PopoverProps = {
  trigger: ReactElement
  /** What it is, for screen readers. */
  label: string
  children: ReactNode
  open?: boolean
  onOpenChange?(open: boolean): void
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom' | 'left' | 'right'
  /** Prevent its default to lead the focus elsewhere than back to the trigger. */
  onCloseAutoFocus?(event: Event): void
}

export function Popover({
  trigger,
  label,
  children,
  open,
  onOpenChange,
  align = 'start',
  side,
  onCloseAutoFocus,
}: PopoverProps) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={style['popover']}
          aria-label={label}
          align={align}
          side={side ?? 'bottom'}
          sideOffset={6}
          collisionPadding={8}
          {...(onCloseAutoFocus === undefined ? {} : { onCloseAutoFocus })}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
