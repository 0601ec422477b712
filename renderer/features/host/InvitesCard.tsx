import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { patchSettings } from '#protocol/admin.ts'
import type { Overview } from '#protocol/host.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { InviteRow } from './InviteRow.tsx'
import { NewInviteDialog } from './NewInviteDialog.tsx'
import { hostKeys, useInvites, useSettings } from './queries.ts'
import { useAction } from '../../app/use-action.ts'
import { useInviteLink } from './use-invite-link.ts'
import style from './InvitesCard.module.css'

const SHOWN = 5

/** Whether one needs an invite to sign up, and those that one has made. */
export function InvitesCard({ overview }: { overview: Overview | undefined }) {
  const t = useTexts().host
  const { call } = useLive()
  const cache = useQueryClient()
  const id = useId()
  const settings = useSettings().data
  const invites = useInvites().data
  const linkOf = useInviteLink(overview)
  const [isMaking, setMaking] = useState(false)
  const [showsAll, setShowsAll] = useState(false)
  const { busy, run } = useAction()
  const change = (body: { invite_only: boolean } | { guests: boolean }) =>
    run(async () => cache.setQueryData(hostKeys.settings, await call(patchSettings, { body })))
  const shown = showsAll ? invites : invites?.slice(0, SHOWN)
  return (
    <section className={style['card']} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {t.inviteOnly}
      </h2>
      {settings ? (
        <div className={style['doors']}>
          <Switch
            label={t.inviteOnly}
            description={t.inviteOnlyText}
            checked={settings.invite_only}
            busy={busy}
            onChange={(invite_only) => void change({ invite_only })}
          />
          <Switch
            label={t.guests}
            description={settings.invite_only ? t.guestsByInvite : t.guestsText}
            checked={settings.guests}
            busy={busy}
            onChange={(guests) => void change({ guests })}
          />
        </div>
      ) : (
        <Skeleton height="6rem" />
      )}
      <div className={style['head']}>
        <h3>{t.invites}</h3>
        <Button size="sm" icon={<Plus size={16} />} onClick={() => setMaking(true)}>
          {t.newInvite}
        </Button>
      </div>
      {!shown ? (
        <Skeleton height="2.75rem" />
      ) : shown.length === 0 ? (
        <p className={style['none']}>{t.noInvites}</p>
      ) : (
        <ul className={style['list']}>
          {shown.map((invite) => (
            <InviteRow key={invite.code} invite={invite} link={linkOf(invite.code)} />
          ))}
        </ul>
      )}
      {invites && !showsAll && invites.length > SHOWN && (
        <Button variant="quiet" size="sm" onClick={() => setShowsAll(true)}>
          {t.showAllInvites(invites.length)}
        </Button>
      )}
      {isMaking && <NewInviteDialog onClose={() => setMaking(false)} />}
    </section>
  )
}
