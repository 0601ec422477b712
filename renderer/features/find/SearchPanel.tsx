import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { SearchResult } from './SearchResult.tsx'
import style from './SearchPanel.module.css'
import { useSearch } from './use-search.ts'

/** Finds messages by their words, here or everywhere. `onJump`: one has gone to a result. */
export function SearchPanel({
  channelId,
  inputRef,
  onJump,
  onClose,
}: {
  channelId: string | null
  inputRef: RefObject<HTMLInputElement | null>
  onJump: () => void
  onClose: () => void
}) {
  const t = useTexts().find
  const channel = useChannel(channelId)
  const [query, setQuery] = useState('')
  const [scope, setScope] = useState('here')
  useEffect(() => inputRef.current?.focus(), [inputRef])
  const isHere = channel !== undefined && scope === 'here'
  const found = useSearch(query, isHere ? channel.id : null)
  const { results, terms } = found
  const hasQuery = query.trim() !== ''
  return (
    <>
      <header className={style['top']}>
        <h2>{t.title}</h2>
        <IconButton label={t.close} tooltip={false} icon={<X size={18} />} onClick={onClose} />
      </header>
      <div className={style['ask']} role="search">
        <TextField
          ref={inputRef}
          label={t.label}
          hideLabel
          type="search"
          leading={<Search aria-hidden size={16} />}
          placeholder={t.placeholder}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          autoComplete="off"
          maxLength={1_000}
        />
        {channel && (
          <Segmented
            label={t.scope}
            hideLabel
            value={scope}
            onChange={setScope}
            options={[
              { value: 'here', label: t.here(channel.name) },
              { value: 'everywhere', label: t.everywhere },
            ]}
          />
        )}
      </div>
      <p role="status" className={style['status']}>
        {!hasQuery || terms.length === 0
          ? t.hint
          : found.isFetching && !results
            ? t.searching
            : results?.length === 0
              ? isHere
                ? t.noneHere
                : t.none
              : results && t.count(results.length, found.hasNextPage)}
      </p>
      <div className={style['results']}>
        {found.error && hasQuery && <Note tone="danger">{sentenceOf(found.error)}</Note>}
        {hasQuery && results?.length === 0 && isHere && (
          <Button size="sm" onClick={() => setScope('everywhere')}>
            {t.tryEverywhere}
          </Button>
        )}
        {hasQuery && results && results.length > 0 && (
          <ul>
            {results.map((result) => (
              <li key={result.message.id}>
                <SearchResult result={result} terms={terms} isChannelShown={!isHere} onJump={onJump} />
              </li>
            ))}
          </ul>
        )}
        {found.hasNextPage && (
          <Button size="sm" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t.more}
          </Button>
        )}
        {found.isFetching && !results && <Spinner label={t.searching} />}
      </div>
    </>
  )
}
