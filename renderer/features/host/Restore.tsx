import { useState } from 'react'
import type { Backup, Overview } from '#protocol/host.ts'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { restoreCommand } from './restore-command.ts'
import { useAction } from '../../app/use-action.ts'
import style from './BackupCard.module.css'

type RestoreProps = { overview: Overview; last: Backup | undefined; isHosting: boolean }

/** Puts a backup in the room's place: by the app that hosts it, else by a command on the host's computer. */
export function Restore({ overview, last, isHosting }: RestoreProps) {
  const { toasts, platform } = useApp()
  const room = useRoom()
  const { host: t, common } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const { busy, run } = useAction()
  const { desktop } = platform
  const close = () => setOpen(false)
  const restore = () => {
    if (!desktop) return
    setOpen(false)
    void run(async () => {
      const state = await desktop.hosting.restore()
      await room.probe()
      if (state?.kind === 'on') toasts.show({ tone: 'ok', text: t.restored })
      else if (state?.kind === 'failed') toasts.show({ tone: 'danger', text: state.reason })
    })
  }
  return (
    <>
      <Button busy={busy} onClick={() => setOpen(true)}>
        {t.restore}
      </Button>
      {desktop && isHosting ? (
        <Confirm
          open={isOpen}
          title={t.restoreTitle}
          text={t.restoreText}
          confirm={t.restoreConfirm}
          cancel={common.cancel}
          tone="danger"
          onConfirm={restore}
          onClose={close}
        />
      ) : (
        <Dialog open={isOpen} onClose={close} title={t.restoreTitleElsewhere} closeLabel={common.close}>
          <p className={style['elsewhere']}>{t.restoreElsewhere}</p>
          <div className={style['command']}>
            <code>{restoreCommand(overview, last)}</code>
            <CopyButton
              variant="icon"
              text={restoreCommand(overview, last)}
              label={t.restoreCopy}
              copiedLabel={common.copied}
            />
          </div>
        </Dialog>
      )}
    </>
  )
}
