import { Crown, Eye, Shield } from 'lucide-react'
import { useState } from 'react'
import type { Status } from '#protocol/presence.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { classes } from '../../ui/classes.ts'
import { usePanels } from '../room/panels-context.tsx'
import { groupOf } from './groups.ts'
import { GuestTag } from './GuestTag.tsx'
import { PersonAvatarWithStatus } from './PersonAvatar.tsx'
import { PersonCard } from './PersonCard.tsx'
import style from './MemberRow.module.css'
import type { Member } from './use-members.ts'
import { useUser } from './use-users.ts'

export type ShownMember = { id: string; name: string; status: Status; member: Member; isOwner: boolean }

/** One person of the channel; opens their card. */
export function MemberRow({
  channelId,
  person,
  isSheet,
}: {
  channelId: string
  person: ShownMember
  /** Then there is nothing beside the row where its card could open. */
  isSheet: boolean
}) {
  const t = useTexts().users
  const { userId } = useLive()
  const [isOpen, setOpen] = useState(false)
  const panels = usePanels()
  const user = useUser(person.id)
  const { member } = person
  const role = person.isOwner ? 'owner' : member.can_manage ? 'manager' : !member.can_write ? 'readsOnly' : null
  const RoleIcon = role === 'owner' ? Crown : role === 'manager' ? Shield : Eye
  const row = (
    <button
      type="button"
      onClick={isSheet ? () => panels.open({ kind: 'person', userId: person.id }) : undefined}
      className={classes(style['row'], groupOf(person.status) === 'offline' && style['offline'])}
    >
      <PersonAvatarWithStatus userId={person.id} size="m" />
      <bdi className={style['name']}>{person.id === userId ? t.you(person.name) : person.name}</bdi>
      <GuestTag user={user} />
      {role && (
        <span className={style['role']} title={t[role]}>
          <RoleIcon aria-hidden size={14} />
          <span className="visually-hidden">, {t[role]}</span>
        </span>
      )}
    </button>
  )
  if (isSheet) return row
  return (
    <Popover open={isOpen} onOpenChange={setOpen} label={t.card(person.name)} side="left" align="start" trigger={row}>
      <div className={style['card']}>
        <PersonCard userId={person.id} channelId={channelId} onDone={() => setOpen(false)} />
      </div>
    </Popover>
  )
}
