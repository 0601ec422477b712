import { AtSign, UserMinus, UserRound, Wrench } from 'lucide-react'
import { changeMembers } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { useChannelRights } from '../channels/use-channel-rights.ts'
import { useChannel } from '../channels/use-channels.ts'
import { usePanels } from '../room/panels-context.tsx'
import { ago } from './ago.ts'
import { shownStatus } from './groups.ts'
import { GuestTag } from './GuestTag.tsx'
import { PersonAvatarWithStatus } from './PersonAvatar.tsx'
import style from './PersonCard.module.css'
import { useChannelInfo, useMembers } from './use-members.ts'
import { usePresenceOf } from './use-presence-of.ts'
import { useIsAdmin, usePresence, useUser } from './use-users.ts'

/** A person: who it is, and what one can do about them here. `channelId` null: no channel is open. */
export function PersonCard({
  userId,
  channelId,
  onDone,
}: {
  userId: string
  channelId: string | null
  onDone: () => void
}) {
  const { users: t, language } = useTexts()
  const { nav, platform } = useApp()
  const { key } = useRoom()
  const live = useLive()
  const panels = usePanels()
  const isAdmin = useIsAdmin()
  const user = useUser(userId)
  usePresenceOf([userId])
  const presence = usePresence()[userId]
  const status = shownStatus(presence?.status ?? 'offline')
  const name = user?.username ?? t.somebody
  const isMe = userId === live.userId
  const since =
    status === 'offline' && presence?.last_heartbeat
      ? (ago(Date.parse(presence.last_heartbeat), platform.clock.now(), language) ?? t.justNow)
      : null
  const mention = (channel: string) => {
    const draft = live.drafts.of(channel).getSnapshot()
    live.drafts.set(channel, `${draft}${draft === '' || /\s$/.test(draft) ? '' : ' '}@${name} `)
    onDone()
    panels.setSheet(null)
    panels.focusComposer()
  }
  return (
    <div className={style['card']}>
      <div className={style['head']}>
        <PersonAvatarWithStatus userId={userId} size="l" />
        <div className={style['who']}>
          <p className={style['name']}>
            <bdi>{isMe ? t.you(name) : name}</bdi> <GuestTag user={user} />
          </p>
          <p className={style['status']}>
            {t.status[status]}
            {since !== null && <span> · {t.lastHere(since)}</span>}
          </p>
        </div>
      </div>
      <div className={style['actions']}>
        {isMe ? (
          <Button
            size="sm"
            icon={<UserRound size={16} />}
            onClick={() => nav.go({ screen: 'settings', room: key, tab: 'profile' })}
          >
            {t.profile}
          </Button>
        ) : (
          channelId !== null && (
            <Button size="sm" icon={<AtSign size={16} />} onClick={() => mention(channelId)}>
              {t.mention}
            </Button>
          )
        )}
        {isAdmin && !isMe && (
          <Button
            size="sm"
            variant="quiet"
            icon={<Wrench size={16} />}
            onClick={() => nav.go({ screen: 'host', room: key })}
          >
            {t.hostPanel}
          </Button>
        )}
      </div>
      {channelId !== null && !isMe && (
        <Rights channelId={channelId} userId={userId} name={name} isGuest={user?.is_guest ?? false} onDone={onDone} />
      )}
    </div>
  )
}

/** For those who manage the channel: what this person may do in it. */
function Rights({
  channelId,
  userId,
  name,
  isGuest,
  onDone,
}: {
  channelId: string
  userId: string
  name: string
  /** Guests manage nothing. */
  isGuest: boolean
  onDone: () => void
}) {
  const t = useTexts().users
  const { toasts } = useApp()
  const { call, cache } = useLive()
  const panels = usePanels()
  const channel = useChannel(channelId)
  const { canManage } = useChannelRights(channelId)
  const owner = useChannelInfo(channelId).data?.owner_username
  const member = useMembers(channelId).data?.find((one) => one.user_id === userId)
  // Of the owner nobody takes anything.
  if (!channel || !canManage || !member || owner === undefined || owner === name) return null
  const set = (rights: { can_write?: boolean; can_manage?: boolean }) => {
    const { can_write, can_manage } = { ...member, ...rights }
    call(changeMembers, {
      params: { id: channelId },
      body: { set: [{ user_id: userId, can_write, can_manage }] },
    })
      .then(() => cache.invalidateQueries({ queryKey: keys.members(channelId), exact: true }))
      .catch((error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }))
  }
  return (
    <div className={style['rights']}>
      <h3>{t.inChannel(channel.name)}</h3>
      <Switch label={t.canWrite} checked={member.can_write} onChange={(can_write) => set({ can_write })} />
      {!isGuest && (
        <Switch
          label={t.canManage}
          description={t.canManageText}
          checked={member.can_manage}
          onChange={(can_manage) => set({ can_manage })}
        />
      )}
      <Button
        size="sm"
        variant="quiet"
        icon={<UserMinus size={16} />}
        onClick={() => {
          onDone()
          panels.open({ kind: 'removePerson', channelId, userId })
        }}
      >
        {t.remove}
      </Button>
    </div>
  )
}
