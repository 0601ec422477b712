import { useRoom, useTexts } from '../../app/context.tsx'
import type { Texts } from '../../texts/en.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Bars } from '../../ui/Bars.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { GuestTag } from '../users/GuestTag.tsx'
import { qualityOf } from '../start/quality.ts'
import type { Person } from './people.ts'
import { PersonMenu } from './PersonMenu.tsx'
import style from './PeopleCard.module.css'

export function PersonRow({ person, isMe }: { person: Person; isMe: boolean }) {
  const texts = useTexts()
  const t = texts.host
  const { baseUrl } = useRoom()
  const channel = useChannel(person.inCall)
  const { profile, status } = person
  const call = person.inCall === null ? [] : [channel ? t.inCall(channel.name) : t.inSomeCall]
  return (
    <li className={status === 'offline' ? style['absent'] : ''}>
      <Avatar
        id={profile.id}
        name={profile.username}
        src={profile.avatar_url === null ? null : baseUrl + profile.avatar_url}
        size="m"
        status={status}
      />
      <div className={style['names']}>
        <p className={style['name']}>
          <b>{profile.username}</b>
          {person.isAdmin && <Tag>{t.admin}</Tag>}
          <GuestTag user={profile} />
        </p>
        <small>{[...(isMe ? [t.you] : []), ...whereabouts(person, texts), ...call].join(', ')}</small>
      </div>
      <span className={style['quality']}>{status !== 'offline' && <Quality person={person} />}</span>
      {!isMe && <PersonMenu person={person} />}
    </li>
  )
}

function Quality({ person: { rttMs, status } }: { person: Person }) {
  const t = useTexts().host
  const words = { online: t.onlineWord, away: t.away, dnd: t.dnd, offline: t.notHere }
  const level = rttMs === null ? 0 : qualityOf(rttMs)
  return (
    <>
      <Bars level={level} label={rttMs === null ? t.measuring : (t.quality[level] ?? '')} />
      <span>
        {words[status]}, {rttMs === null ? t.measuring : t.ms(rttMs)}
      </span>
    </>
  )
}

/** By what somebody is connected, and from where; several connections are counted. */
function whereabouts({ connections }: Person, { host: t }: Texts): string[] {
  const [first, ...others] = connections
  if (!first) return [t.notHere]
  const kind = { app: t.inApp, browser: t.inBrowser, other: t.inOther }[first.kind]
  const isLocal = /^(?:127\.|::1$|::ffff:127\.)/.test(first.address)
  return [
    kind,
    isLocal ? t.onThisComputer : t.fromAddress(first.address),
    ...(others.length === 0 ? [] : [t.devices(connections.length)]),
  ]
}
