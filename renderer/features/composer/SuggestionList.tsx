import { useEffect, useRef } from 'react'
import { useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Tag } from '../../ui/Tag.tsx'
import style from './SuggestionList.module.css'
import type { Suggestion, Suggestions } from './use-suggestions.ts'

export const optionId = (listId: string, index: number): string => `${listId}-${index}`

/** Above the box; the focus stays in it, and `aria-activedescendant` says which one is meant. */
export function SuggestionList({
  id,
  suggestions,
  onChoose,
}: {
  id: string
  suggestions: Suggestions
  onChoose(suggestion: Suggestion): void
}) {
  const t = useTexts().composer
  const { userId } = useLive()
  const list = useRef<HTMLDivElement>(null)
  const { items, active, query, setActive } = suggestions
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div className={style['box']}>
      <p className="visually-hidden" role="status">
        {t.found(items.length)}
      </p>
      <div ref={list} id={id} role="listbox" aria-label={query?.kind === 'mention' ? t.people : t.emojis}>
        {items.map((item, index) => (
          // Keys are heard by the box, where the focus is.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- See above.
          <div
            key={item.key}
            id={optionId(id, index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={style['item']}
            onMouseMove={() => index !== active && setActive(index)}
            // The box must not lose the focus, nor a phone its keyboard.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item)}
          >
            <Picture item={item} />
            <bdi className={style['label']}>{item.kind === 'person' ? item.label : `:${item.label}:`}</bdi>
            {item.kind === 'person' && item.id === userId ? <Tag>{t.you}</Tag> : null}
          </div>
        ))}
      </div>
    </div>
  )
}

function Picture({ item }: { item: Suggestion }) {
  const { baseUrl } = useRoom()
  switch (item.kind) {
    case 'person':
      return (
        <Avatar
          id={item.id}
          name={item.label}
          src={item.avatar === null ? null : new URL(item.avatar, baseUrl).href}
          size="s"
        />
      )
    case 'emoji':
      return (
        <span className={style['emoji']} aria-hidden>
          {item.emoji}
        </span>
      )
    case 'custom':
      return <img className={style['custom']} src={item.src} alt="" width="24" height="24" />
  }
}
