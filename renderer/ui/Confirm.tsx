import { AlertDialog as Radix } from 'radix-ui'
import { Button } from './Button.tsx'
import { classes } from './classes.ts'
import { useReturnFocus } from './use-return-focus.ts'
import style from './Dialog.module.css'

export type ConfirmProps = {
  open: boolean
  title: string
  text: string
  confirm: string
  cancel: string
  tone?: 'danger' | 'plain'
  busy?: boolean
  onConfirm(): void
  onClose(): void
}

/** A question before something that cannot be taken back; the safe answer has the focus. */
export function Confirm({
  open,
  title,
  text,
  confirm,
  cancel,
  tone = 'plain',
  busy,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const returnFocus = useReturnFocus(open)
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={style['overlay']}>
          <Radix.Content className={classes(style['dialog'], style['sm'])} onCloseAutoFocus={returnFocus}>
            <header className={style['header']}>
              <div className={style['titles']}>
                <Radix.Title>{title}</Radix.Title>
                <Radix.Description>{text}</Radix.Description>
              </div>
            </header>
            <footer className={style['footer']}>
              <Radix.Cancel asChild>
                <Button>{cancel}</Button>
              </Radix.Cancel>
              <Button variant={tone === 'danger' ? 'danger' : 'primary'} busy={busy ?? false} onClick={onConfirm}>
                {confirm}
              </Button>
            </footer>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
