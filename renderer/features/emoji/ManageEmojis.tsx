import { SmilePlus, Trash2 } from 'lucide-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Emoji, deleteEmoji } from '#protocol/emojis.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useIsAdmin, useIsGuest, useUsers } from '../users/use-users.ts'
import { AddEmoji } from './AddEmoji.tsx'
import style from './ManageEmojis.module.css'
import { useCustomEmojis } from './use-custom-emojis.ts'

/** The room's own emojis: add one, and take back one's own; an admin may take back any. */
export function ManageEmojis() {
  const { emoji: t, common } = useTexts()
  const { isPending, error, refetch } = useQuery<Emoji[]>({ queryKey: keys.emojis })
  const emojis = useCustomEmojis()
  const [asked, setAsked] = useState<string | null>(null)
  const isGuest = useIsGuest()
  const { isBusy, remove } = useRemove(() => setAsked(null))
  return (
    <section className={style['section']}>
      <header>
        <h2>{t.manageTitle}</h2>
        <p className={style['about']}>{t.manageText}</p>
      </header>
      {!isGuest && <AddEmoji taken={emojis.map(({ name }) => name)} />}
      {isPending ? <Spinner label={common.loading} /> : null}
      {error && emojis.length === 0 ? (
        <Note
          tone="danger"
          title={t.loadFailed}
          action={<Button onClick={() => void refetch()}>{common.retry}</Button>}
        >
          {sentenceOf(error)}
        </Note>
      ) : null}
      {!isPending && !error && emojis.length === 0 ? (
        <Empty
          icon={<SmilePlus size={32} aria-hidden />}
          title={t.emptyTitle}
          text={isGuest ? t.emptyGuest : t.emptyText}
        />
      ) : null}
      {emojis.length > 0 ? (
        <ul className={style['list']} aria-label={t.listLabel}>
          {emojis.map((one) => (
            <Row key={one.name} emoji={one} onDelete={() => setAsked(one.name)} />
          ))}
        </ul>
      ) : null}
      <Confirm
        open={asked !== null}
        title={t.deleteTitle(asked ?? '')}
        text={t.deleteText}
        confirm={t.deleteConfirm}
        cancel={common.cancel}
        tone="danger"
        busy={isBusy}
        onConfirm={() => asked !== null && remove(asked)}
        onClose={() => setAsked(null)}
      />
    </section>
  )
}

function Row({ emoji, onDelete }: { emoji: Emoji; onDelete(): void }) {
  const t = useTexts().emoji
  const { userId } = useLive()
  const isAdmin = useIsAdmin()
  const maker = useUsers().get(emoji.created_by)
  return (
    <li className={style['row']}>
      <img src={emoji.url} alt="" width="32" height="32" loading="lazy" />
      <div className={style['text']}>
        <p className={style['name']}>:{emoji.name}:</p>
        <p className={style['by']}>
          <bdi>{maker ? t.addedBy(maker.username) : t.addedByGone}</bdi>
        </p>
      </div>
      {isAdmin || emoji.created_by === userId ? (
        <IconButton label={t.delete(emoji.name)} icon={<Trash2 aria-hidden />} onClick={onDelete} />
      ) : null}
    </li>
  )
}

function useRemove(onDone: () => void) {
  const t = useTexts().emoji
  const { call } = useLive()
  const { toasts, onTrouble } = useApp()
  const cache = useQueryClient()
  const [isBusy, setIsBusy] = useState(false)
  const remove = async (name: string) => {
    setIsBusy(true)
    try {
      await call(deleteEmoji, { params: { name } })
      toasts.show({ tone: 'ok', text: t.deleted(name) })
    } catch (error) {
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    }
    setIsBusy(false)
    onDone()
    await cache.invalidateQueries({ queryKey: keys.emojis })
  }
  return { isBusy, remove: (name: string) => void remove(name).catch(onTrouble) }
}
