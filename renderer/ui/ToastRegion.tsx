import { X } from 'lucide-react'
import { Portal, Toast as Radix } from 'radix-ui'
import { useSyncExternalStore } from 'react'
import { IconButton } from './IconButton.tsx'
import { Note } from './Note.tsx'
import type { Toasts } from './toasts.ts'
import style from './ToastRegion.module.css'

const SHOWN_MS = 6_000

/** Where notices appear; F8 goes there. A failure stays until it is closed. */
export function ToastRegion({ toasts, labels }: { toasts: Toasts; labels: { region: string; close: string } }) {
  const list = useSyncExternalStore(toasts.subscribe, toasts.getSnapshot)
  return (
    <Radix.Provider label={labels.region} duration={SHOWN_MS}>
      {list.map((toast) => (
        <Radix.Root
          key={toast.id}
          className={style['toast']}
          duration={toast.tone === 'danger' ? Infinity : SHOWN_MS}
          onOpenChange={(open) => !open && toasts.dismiss(toast.id)}
        >
          <Note
            tone={toast.tone}
            live={false}
            action={
              <>
                {toast.action ? (
                  <Radix.Action altText={toast.action.label} className={style['action']} onClick={toast.action.run}>
                    {toast.action.label}
                  </Radix.Action>
                ) : null}
                <Radix.Close asChild>
                  <IconButton label={labels.close} icon={<X aria-hidden />} size="sm" tooltip={false} />
                </Radix.Close>
              </>
            }
          >
            <Radix.Description asChild>
              <span>{toast.text}</span>
            </Radix.Description>
          </Note>
        </Radix.Root>
      ))}
      {/* Beside the dialogs, to lie over them; what is aria-live is not hidden from screen readers while one is open. */}
      <Portal.Root aria-live="off">
        <Radix.Viewport className={style['region']} label={labels.region} />
      </Portal.Root>
    </Radix.Provider>
  )
}
