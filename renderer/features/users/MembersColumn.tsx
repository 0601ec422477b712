import { UserPlus, X } from 'lucide-react'
import { useMemo } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useChannelRights } from '../channels/use-channel-rights.ts'
import { useChannel } from '../channels/use-channels.ts'
import { usePanels } from '../room/panels-context.tsx'
import { groupPeople } from './groups.ts'
import { MemberList } from './MemberList.tsx'
import style from './MembersColumn.module.css'
import { useChannelInfo, useMembers } from './use-members.ts'
import { usePresenceOf } from './use-presence-of.ts'
import { usePresence, useUsers } from './use-users.ts'

/** Who is in the channel, those who are here first; beside the conversation, or over it as a sheet. */
export function MembersColumn({
  channelId,
  isSheet,
  onClose,
}: {
  channelId: string
  isSheet: boolean
  onClose: () => void
}) {
  const { users: t } = useTexts()
  const panels = usePanels()
  const channel = useChannel(channelId)
  const { canManage } = useChannelRights(channelId)
  const members = useMembers(channelId)
  const owner = useChannelInfo(channelId).data?.owner_username
  const users = useUsers()
  const presence = usePresence()
  const ids = useMemo(() => members.data?.map((member) => member.user_id) ?? [], [members.data])
  usePresenceOf(ids)
  const groups = useMemo(
    () =>
      groupPeople(
        (members.data ?? []).map((member) => {
          const name = users.get(member.user_id)?.username ?? t.somebody
          const status = presence[member.user_id]?.status ?? 'offline'
          return { id: member.user_id, name, status, member, isOwner: name === owner }
        }),
      ),
    [members.data, users, presence, owner, t],
  )
  return (
    <>
      <header className={style['top']}>
        <h2>{t.members}</h2>
        {channel?.is_private && canManage && (
          <Button
            size="sm"
            variant="quiet"
            icon={<UserPlus size={16} />}
            onClick={() => panels.open({ kind: 'addPeople', channelId })}
          >
            {t.addPeople}
          </Button>
        )}
        <IconButton label={t.close} tooltip={false} icon={<X size={18} />} onClick={onClose} />
      </header>
      {members.error ? (
        <div className={style['note']}>
          <Note tone="danger">
            {t.failed} {sentenceOf(members.error)}
          </Note>
        </div>
      ) : members.isPending ? (
        <div className={style['note']}>
          <Spinner label={t.loading} />
        </div>
      ) : (
        <MemberList channelId={channelId} isSheet={isSheet} groups={groups} />
      )}
    </>
  )
}
