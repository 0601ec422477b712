import { useEffect, useRef, useState } from 'react'
import { useLive, useTexts } from '../../app/context.tsx'
import type { Kept } from '../../realtime/window.ts'
import { useUsers } from '../users/use-users.ts'

const KEPT = 5
/** Of a long message the beginning is enough to know whether to go there. */
const CHARS = 300

/**
 * Says new messages to screen readers. The log itself is silent, because a list that shows only a part of the history
 * also gains rows when one scrolls, and those are no news.
 */
export function Announcer({ messages, isCurrent }: { messages: readonly Kept[]; isCurrent: boolean }) {
  const t = useTexts().messages
  const { userId } = useLive()
  const users = useUsers()
  const seen = useRef<number | null>(null)
  const [said, setSaid] = useState<readonly Kept[]>([])
  const newest = messages.at(-1)
  useEffect(() => {
    if (!newest || !isCurrent) return
    const before = seen.current
    seen.current = newest.seq
    if (before === null || newest.seq <= before) return
    const fresh = messages.slice(-KEPT).filter((one) => one.seq > before && one.user_id !== userId)
    if (fresh.length > 0) setSaid((old) => [...old, ...fresh].slice(-KEPT))
  }, [newest, messages, isCurrent, userId])
  return (
    <ul className="visually-hidden" aria-live="polite" aria-relevant="additions" aria-label={t.newMessages}>
      {said.map((message) => (
        <li key={message.id}>
          {t.says(
            users.get(message.user_id)?.username ?? t.somebody,
            (message.content ?? message.filename ?? '').slice(0, CHARS),
          )}
        </li>
      ))}
    </ul>
  )
}
