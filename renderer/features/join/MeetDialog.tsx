import { useState } from 'react'
import { shownIdentity } from '#protocol/invitation.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Door } from '../../ui/Door.tsx'
import { Note } from '../../ui/Note.tsx'
import { Claims } from './Claims.tsx'
import type { Met } from './meet.ts'
import style from './MeetDialog.module.css'
import { lookalikeOf } from './relation.ts'
import { useEnter } from './use-enter.ts'

type MeetDialogProps = {
  /** Null: closed. More than one when several rooms take the same code. */
  met: readonly Met[] | null
  code: string | null
  onClose(): void
}

/** The first time in a room whose key nobody has told before: shows it, and asks once whether to remember it. */
export function MeetDialog({ met, code, onClose }: MeetDialogProps) {
  const { join: t, common } = useTexts()
  const { rooms } = useApp()
  const enter = useEnter()
  const [busy, setBusy] = useState<Met | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [one, ...others] = met ?? []
  const isOne = others.length === 0
  const saved = rooms.getSnapshot().map((room) => room.saved)
  const lookalike = one && isOne ? lookalikeOf(one, saved) : null

  const join = async (chosen: Met) => {
    setBusy(chosen)
    setFailure(null)
    try {
      await enter(chosen, { code })
      onClose()
    } catch (error) {
      setFailure(t.failed(sentenceOf(error)))
    } finally {
      setBusy(null)
    }
  }
  return (
    <Dialog
      open={one !== undefined}
      onClose={onClose}
      title={one && isOne ? t.title(one.name) : t.severalTitle}
      description={isOne ? t.firstText : t.severalText}
      closeLabel={common.close}
      footer={
        one &&
        isOne && (
          <>
            <Button onClick={onClose}>{t.notNow}</Button>
            <Button variant={lookalike ? 'danger' : 'primary'} busy={busy !== null} onClick={() => void join(one)}>
              {lookalike ? t.joinAnyway : t.rememberAndJoin}
            </Button>
          </>
        )
      }
    >
      <div className={style['content']}>
        {lookalike && (
          <Note tone="danger" title={t.changedTitle(lookalike.name)}>
            {t.changedText}
          </Note>
        )}
        {one && isOne ? (
          <Claims addresses={one.addresses} identity={one.identity} hint={t.identityShown} />
        ) : (
          <ul className={style['list']}>
            {met?.map((each) => (
              <li key={each.identity}>
                <Door name={each.name} size="s" />
                <span className={style['titles']}>
                  <b>{each.name}</b>
                  <code>{shownIdentity(each.identity)}</code>
                </span>
                <Button busy={busy === each} onClick={() => void join(each)}>
                  {t.join}
                </Button>
              </li>
            ))}
          </ul>
        )}
        {failure !== null && <Note tone="danger">{failure}</Note>}
      </div>
    </Dialog>
  )
}
