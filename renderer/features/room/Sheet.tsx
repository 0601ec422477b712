import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useReturnFocus } from '../../ui/use-return-focus.ts'
import style from './Sheet.module.css'

/** The right column where there is no room for it: over the conversation, on a phone over all of it. */
export function Sheet({ label, onClose, children }: { label: string; onClose: () => void; children: ReactNode }) {
  const returnFocus = useReturnFocus(true)
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={style['overlay']} />
        <Dialog.Content className={style['sheet']} aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
