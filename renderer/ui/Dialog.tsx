import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import { useOverflows } from './use-overflows.ts'
import { useReturnFocus } from './use-return-focus.ts'
import style from './Dialog.module.css'

export type DialogProps = {
  open: boolean
  onClose(): void
  title: string
  description?: string
  children?: ReactNode
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg' | 'full'
  closeLabel: string
  /** Prevent its default to lead the focus elsewhere than back to what had it before. */
  onCloseAutoFocus?(event: Event): void
}

/** Something that wants an answer, or all attention; on a phone a sheet from below. Escape closes it. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  size = 'md',
  closeLabel,
  onCloseAutoFocus,
}: DialogProps) {
  const returnFocus = useReturnFocus(open)
  const [body, overflows] = useOverflows()
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={style['overlay']}>
          <Radix.Content
            className={classes(style['dialog'], style[size])}
            {...(description ? {} : { 'aria-describedby': undefined })}
            onCloseAutoFocus={(event) => {
              onCloseAutoFocus?.(event)
              if (!event.defaultPrevented) returnFocus(event)
            }}
          >
            <header className={style['header']}>
              <div className={style['titles']}>
                <Radix.Title>{title}</Radix.Title>
                {description ? <Radix.Description>{description}</Radix.Description> : null}
              </div>
              <Radix.Close asChild>
                <IconButton label={closeLabel} icon={<X aria-hidden />} tooltip={false} />
              </Radix.Close>
            </header>
            {/* What scrolls can be reached by the keyboard, even when there is nothing to press in it. */}
            <div
              ref={body}
              className={style['body']}
              {...(overflows ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}
            >
              {children}
            </div>
            {footer ? <footer className={style['footer']}>{footer}</footer> : null}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
