import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Overview } from '#protocol/host.ts'
import { type Invite, createInvite } from '#protocol/invites.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Slab } from '../start/Slab.tsx'
import { whenOf } from '../start/when.ts'
import { Addresses } from './Addresses.tsx'
import { isOpenInvite } from './open-invite.ts'
import { QrCode } from './QrCode.tsx'
import { ShortCode } from './ShortCode.tsx'
import { useShortCode } from './use-short-code.ts'
import { RoomKey } from './RoomKey.tsx'
import { useInvites, useSettings } from './queries.ts'
import { useAction } from '../../app/use-action.ts'
import { useInviteLink } from './use-invite-link.ts'
import style from './InvitationCard.module.css'

/** The link that lets others in, to be scanned, copied or read out. */
export function InvitationCard({ overview }: { overview: Overview | undefined }) {
  const t = useTexts().host
  const settings = useSettings().data
  const invites = useInvites().data
  const now = useNow(10_000)
  const [chosen, setChosen] = useState<string | null>(null)
  const linkOf = useInviteLink(overview)
  const spoken = useShortCode().data?.invite
  // The one that six digits stand for is for whoever hears them.
  const open = invites?.filter((invite) => isOpenInvite(invite, now) && invite.code !== spoken) ?? []
  const invite = open.find(({ code }) => code === chosen) ?? open[0] ?? null
  const isLoading = !overview || !settings || (settings.invite_only && !invites)
  return (
    <Slab title={t.invitation}>
      {isLoading ? (
        <div className={style['invitation']}>
          <Skeleton width="10.5rem" height="10.5rem" />
          <Skeleton height="5rem" />
        </div>
      ) : (
        <Shown
          link={settings.invite_only && !invite ? null : linkOf(settings.invite_only ? (invite?.code ?? null) : null)}
          invite={settings.invite_only ? invite : null}
          inviteOnly={settings.invite_only}
          onMade={setChosen}
        />
      )}
      {settings && <ShortCode inviteOnly={settings.invite_only} />}
      {overview && <Addresses addresses={overview.addresses} />}
      <RoomKey />
    </Slab>
  )
}

type ShownProps = { link: string | null; invite: Invite | null; inviteOnly: boolean; onMade(code: string): void }

function Shown({ link, invite, inviteOnly, onMade }: ShownProps) {
  const texts = useTexts()
  const t = texts.host
  const { call } = useLive()
  const cache = useQueryClient()
  const { busy, run } = useAction()
  const make = () =>
    run(async () => {
      const made = await call(createInvite, { body: {} })
      cache.setQueryData<Invite[]>(keys.invites, (before = []) => [made, ...before])
      onMade(made.code)
    })
  if (link === null)
    return (
      <div className={style['none']}>
        {inviteOnly && !invite ? (
          <>
            <p>{t.noOpenInvite}</p>
            <Button variant="primary" busy={busy} onClick={() => void make()}>
              {t.makeLink}
            </Button>
          </>
        ) : (
          <Note tone="warn">{t.invitationNobody}</Note>
        )}
      </div>
    )
  return (
    <div className={style['invitation']}>
      <div className={style['qr']}>
        <QrCode text={link} label={t.qr} />
      </div>
      <div className={style['link']}>
        <TextField label={t.link} readOnly value={link} onFocus={(event) => event.target.select()} />
        <p>{invite ? <Uses invite={invite} /> : t.linkOpen}</p>
        <div className={style['actions']}>
          <CopyButton variant="primary" text={link} label={t.copyLink} copiedLabel={t.copiedLink} />
          {inviteOnly && (
            <Button busy={busy} onClick={() => void make()}>
              {t.newLink}
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}

function Uses({ invite }: { invite: Invite }) {
  const { host: t, start, language } = useTexts()
  const now = useNow(60_000)
  const left = invite.max_uses - invite.uses
  if (invite.expires_at === null) return t.linkFor(left)
  return t.linkUntil(left, t.inviteEndsIn(whenOf(invite.expires_at, now, language, start.when)))
}
