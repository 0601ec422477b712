import { useQueryClient } from '@tanstack/react-query'
import { Ban, Ellipsis, KeyRound, LogOut, ShieldOff, ShieldPlus, UserCheck } from 'lucide-react'
import { useState } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import type { Person } from './people.ts'
import { type PersonAction, act, questionOf } from './person-actions.ts'
import { ResetPasswordDialog } from './ResetPasswordDialog.tsx'
import { useAction } from '../../app/use-action.ts'

const ICON = 16

export function PersonMenu({ person }: { person: Person }) {
  const { toasts } = useApp()
  const { call } = useLive()
  const cache = useQueryClient()
  const texts = useTexts()
  const t = texts.host
  const { busy, run } = useAction()
  const [asked, setAsked] = useState<PersonAction | null>(null)
  const [isResetting, setResetting] = useState(false)
  const { username, is_guest: isGuest } = person.profile
  const question = asked && questionOf(asked, person.profile, t)

  const perform = async (action: PersonAction) => {
    const done = await run(() => act(action, person, call, cache))
    if (!done) return
    toasts.show({ tone: 'ok', text: questionOf(action, person.profile, t)?.done ?? t.unbanned(username) })
    setAsked(null)
  }
  return (
    <>
      <Menu trigger={<IconButton label={t.moreAbout(username)} icon={<Ellipsis size={18} />} disabled={busy} />}>
        <MenuItem icon={<LogOut size={ICON} />} onSelect={() => setAsked('kick')}>
          {t.kick}
        </MenuItem>
        {!isGuest && (
          <MenuItem icon={<KeyRound size={ICON} />} onSelect={() => setResetting(true)}>
            {t.resetPassword}
          </MenuItem>
        )}
        {isGuest ? null : person.isAdmin ? (
          <MenuItem icon={<ShieldOff size={ICON} />} onSelect={() => setAsked('unmake_admin')}>
            {t.unmakeAdmin}
          </MenuItem>
        ) : (
          <MenuItem icon={<ShieldPlus size={ICON} />} onSelect={() => setAsked('make_admin')}>
            {t.makeAdmin}
          </MenuItem>
        )}
        <MenuSeparator />
        {person.status === 'offline' && (
          <MenuItem icon={<UserCheck size={ICON} />} onSelect={() => void perform('unban')}>
            {t.unban}
          </MenuItem>
        )}
        <MenuItem icon={<Ban size={ICON} />} tone="danger" onSelect={() => setAsked('ban')}>
          {t.ban}
        </MenuItem>
      </Menu>
      <Confirm
        open={question !== null}
        title={question?.title ?? ''}
        text={question?.text ?? ''}
        confirm={question?.confirm ?? ''}
        cancel={texts.common.cancel}
        tone={question?.isHarsh ? 'danger' : 'plain'}
        busy={busy}
        onConfirm={() => asked && void perform(asked)}
        onClose={() => setAsked(null)}
      />
      {isResetting && <ResetPasswordDialog user={person.profile} onClose={() => setResetting(false)} />}
    </>
  )
}
