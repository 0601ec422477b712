import { useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type Invite, deleteInvite } from '#protocol/invites.ts'
import { keys } from '../../api/keys.ts'
import type { Texts } from '../../texts/en.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { whenOf } from '../start/when.ts'
import { isOpenInvite } from './open-invite.ts'
import { useAction } from '../../app/use-action.ts'
import style from './InvitesCard.module.css'

/** Codes are long and random: their beginning is enough to tell them apart. */
const SHOWN = 8

export function InviteRow({ invite, link }: { invite: Invite; link: string | null }) {
  const texts = useTexts()
  const t = texts.host
  const { call } = useLive()
  const cache = useQueryClient()
  const now = useNow(10_000)
  const { busy, run } = useAction()
  const { code } = invite
  const isOpen = isOpenInvite(invite, now)
  const takeBack = () =>
    run(async () => {
      await call(deleteInvite, { params: { code } })
      cache.setQueryData<Invite[]>(keys.invites, (before) => before?.filter((one) => one.code !== code))
    })
  return (
    <li>
      <span className={isOpen ? style['open'] : style['spent']}>
        <code>{code.slice(0, SHOWN)}</code> {stateOf(invite, now, texts)}
      </span>
      {isOpen && link !== null && (
        <CopyButton variant="icon" text={link} label={t.copyInvite} copiedLabel={texts.common.copied} />
      )}
      {isOpen && (
        <IconButton
          size="sm"
          label={t.takeBack}
          icon={<X size={18} />}
          disabled={busy}
          onClick={() => void takeBack()}
        />
      )}
    </li>
  )
}

function stateOf(invite: Invite, now: number, texts: Texts): string {
  const t = texts.host
  const { uses, max_uses, joined_username, expires_at } = invite
  const isPast = expires_at !== null && Date.parse(expires_at) <= now
  const used =
    max_uses === 1 && joined_username !== null
      ? t.inviteUsedBy(joined_username)
      : uses >= max_uses
        ? t.inviteUsedUp
        : uses === 0 && max_uses === 1
          ? t.inviteUnused
          : t.inviteUses(uses, max_uses)
  if (uses >= max_uses || expires_at === null) return used
  return `${used}, ${isPast ? t.inviteEnded : t.inviteEnds(whenOf(expires_at, now, texts.language, texts.start.when))}`
}
