import { Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Overview } from '#protocol/host.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { timeOf, whenOf } from '../start/when.ts'
import type { Person } from './people.ts'
import { RenameDialog } from './RenameDialog.tsx'
import style from './HostScreen.module.css'

type HostHeaderProps = {
  overview: Overview | undefined
  people: readonly Person[] | undefined
  /** "On this computer since", or elsewhere. */
  since: string
  children: ReactNode
}

export function HostHeader({ overview, people, since, children }: HostHeaderProps) {
  const room = useRoom()
  const texts = useTexts()
  const t = texts.host
  const now = useNow(60_000)
  const [isRenaming, setRenaming] = useState(false)
  const name = overview?.name ?? room.name
  const here = people?.filter(({ status }) => status !== 'offline') ?? []
  const inCall = here.filter((person) => person.inCall !== null)
  const isToday = overview && new Date(now).toDateString() === new Date(overview.started_at).toDateString()
  const time =
    overview &&
    (isToday
      ? timeOf(overview.started_at, texts.language)
      : whenOf(overview.started_at, now, texts.language, texts.start.when))
  return (
    <header className={style['header']}>
      <div className={style['titles']}>
        <div className={style['name']}>
          <h1>{t.title(name)}</h1>
          {overview && <IconButton label={t.rename} icon={<Pencil size={18} />} onClick={() => setRenaming(true)} />}
        </div>
        <p>
          {time !== undefined && people
            ? t.summary(`${since} ${time}`, here.length, inCall.length)
            : texts.common.loading}
        </p>
      </div>
      {children}
      {isRenaming && <RenameDialog name={name} onClose={() => setRenaming(false)} />}
    </header>
  )
}
