import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getOverview } from '#protocol/host.ts'
import { createInvite } from '#protocol/invites.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { invitationLink } from '#protocol/invitation-link.ts'
import { useIsAdmin } from '../users/use-users.ts'
import style from './InvitePeople.module.css'

const LOOPBACK = /^(?:localhost|127\.|\[::1\])/

/** A link that brings others here. In an invite-only room it carries a code, made when this opens. */
export function InvitePeople({ onClose }: { onClose: () => void }) {
  const { room: t, common } = useTexts()
  const { platform } = useApp()
  const room = useRoom()
  const { call, cache } = useLive()
  const isAdmin = useIsAdmin()
  const { health } = useObservable(room.reach)
  const isInviteOnly = health?.config.invite_only ?? false
  const [round, setRound] = useState(0)
  const code = useQuery({
    queryKey: ['invitation_code', round],
    queryFn: async () => {
      const made = await call(createInvite, { body: {} })
      void cache.invalidateQueries({ queryKey: keys.invites, exact: true })
      return made.code
    },
    enabled: isInviteOnly,
    // A code is made once, and not again because somebody looks.
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const told = useQuery({
    queryKey: ['invitation_addresses'],
    queryFn: ({ signal }) => call(getOverview, {}, { signal }),
    enabled: isAdmin,
    gcTime: 0,
  })
  const isWaiting = (isInviteOnly && code.isPending) || (isAdmin && told.isPending)
  const { location } = platform.window
  const protocol = location.protocol === 'https:' ? 'https:' : 'http:'
  const saved = room.saved.addresses.filter((address) => !LOOPBACK.test(address))
  const link = invitationLink({
    name: room.name,
    identity: health?.identity ?? room.saved.identity,
    room_id: health?.room_id ?? room.saved.room_id,
    addresses: [
      ...(platform.kind === 'browser' ? [] : saved).map((address) => ({
        address,
        kind: 'lan' as const,
        interface: null,
      })),
      ...(told.data?.addresses ?? []),
    ],
    here: platform.kind === 'browser' ? { host: location.host, protocol } : null,
    code: isInviteOnly ? (code.data ?? null) : null,
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.inviteTitle}
      description={isInviteOnly ? t.inviteOnce : t.inviteOpen}
      closeLabel={common.close}
    >
      {code.error ? (
        <Note tone="danger">{sentenceOf(code.error)}</Note>
      ) : isWaiting ? (
        <Spinner label={common.loading} />
      ) : link === null ? (
        <Note tone="warn">{t.inviteNowhere}</Note>
      ) : (
        <div className={style['invite']}>
          <TextField label={t.inviteLink} value={link} readOnly onFocus={(event) => event.currentTarget.select()} />
          <div className={style['actions']}>
            <CopyButton text={link} label={t.copyLink} copiedLabel={common.copied} variant="primary" />
            {isInviteOnly && <Button onClick={() => setRound(round + 1)}>{t.inviteAnother}</Button>}
          </div>
        </div>
      )}
    </Dialog>
  )
}
