import { Virtuoso } from 'react-virtuoso'
import { useTexts } from '../../app/context.tsx'
import type { Group } from './groups.ts'
import { MemberRow, type ShownMember } from './MemberRow.tsx'
import style from './MemberList.module.css'

/** Beyond this only the visible ones are drawn. */
const VIRTUAL_FROM = 200

type Line = { kind: 'head'; group: Group; count: number } | { kind: 'person'; person: ShownMember }
type Context = { channelId: string; isSheet: boolean }

export function MemberList({
  channelId,
  isSheet,
  groups,
}: {
  channelId: string
  isSheet: boolean
  groups: readonly { group: Group; people: readonly ShownMember[] }[]
}) {
  const count = groups.reduce((sum, group) => sum + group.people.length, 0)
  if (count > VIRTUAL_FROM) {
    const lines = groups.flatMap(({ group, people }): Line[] => [
      { kind: 'head', group, count: people.length },
      ...people.map((person): Line => ({ kind: 'person', person })),
    ])
    return (
      <Virtuoso<Line, Context>
        className={style['scroll'] ?? ''}
        data={lines}
        context={{ channelId, isSheet }}
        computeItemKey={keyOf}
        itemContent={drawLine}
      />
    )
  }
  return (
    <div className={style['scroll']}>
      {groups.map(({ group, people }) => (
        <section key={group}>
          <GroupHead group={group} count={people.length} />
          <ul>
            {people.map((person) => (
              <li key={person.id}>
                <MemberRow channelId={channelId} person={person} isSheet={isSheet} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function GroupHead({ group, count }: { group: Group; count: number }) {
  const t = useTexts().users
  return <h3 className={style['group']}>{t.groupCount(t.groups[group], count)}</h3>
}
const keyOf = (_: number, line: Line): string => (line.kind === 'head' ? line.group : line.person.id)
const drawLine = (_: number, line: Line, { channelId, isSheet }: Context) =>
  line.kind === 'head' ? (
    <GroupHead group={line.group} count={line.count} />
  ) : (
    <MemberRow channelId={channelId} person={line.person} isSheet={isSheet} />
  )
