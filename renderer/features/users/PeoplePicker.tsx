import { Search, X } from 'lucide-react'
import { useState } from 'react'
import type { PublicUser } from '#protocol/users.ts'
import { useTexts } from '../../app/context.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { fuzzy } from '../find/fuzzy.ts'
import { PersonAvatar } from './PersonAvatar.tsx'
import style from './PeoplePicker.module.css'

/** More rows at once help nobody; typing does. */
const SHOWN = 100

/** Chooses several of these people: a search, a list with boxes, and the chosen ones to be taken back out. */
export function PeoplePicker({
  label,
  people,
  chosen,
  onChange,
}: {
  label: string
  people: readonly PublicUser[]
  chosen: readonly string[]
  onChange: (ids: readonly string[]) => void
}) {
  const t = useTexts().users
  const [query, setQuery] = useState('')
  const found = people
    .flatMap((user) => {
      const match = fuzzy(query, user.username)
      return match ? [{ user, score: match.score }] : []
    })
    .toSorted((one, other) => other.score - one.score)
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const chosenPeople = people.filter((user) => chosen.includes(user.id))
  return (
    <div role="group" aria-label={label} className={style['picker']}>
      <TextField
        label={label}
        leading={<Search aria-hidden size={16} />}
        placeholder={t.findPeople}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        autoComplete="off"
        type="search"
      />
      {chosenPeople.length > 0 && (
        <ul className={style['chosen']} aria-label={t.chosen(chosenPeople.length)}>
          {chosenPeople.map((user) => (
            <li key={user.id}>
              <button type="button" aria-label={t.take(user.username)} onClick={() => toggle(user.id)}>
                <bdi>{user.username}</bdi>
                <X aria-hidden size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.length === 0 ? (
        <p className={style['none']} role="status">
          {t.nobodyFound}
        </p>
      ) : (
        <ul className={style['list']}>
          {found.slice(0, SHOWN).map(({ user }) => (
            <li key={user.id} className={style['row']}>
              <PersonAvatar userId={user.id} size="s" />
              <Checkbox label={user.username} checked={chosen.includes(user.id)} onChange={() => toggle(user.id)} />
            </li>
          ))}
          {found.length > SHOWN && <li className={style['none']}>{t.moreFound(found.length - SHOWN)}</li>}
        </ul>
      )}
    </div>
  )
}
