import type { Message } from '#protocol/messages.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { Tooltip } from '../../ui/Tooltip.tsx'
import { useUsers } from '../users/use-users.ts'
import { useListKnown } from './use-known.ts'
import style from './Reactions.module.css'

export type ReactionsProps = { message: Message; myId: string; onToggle(emoji: string): void }

/** Who answered with what. One's own are marked; a click gives or takes one back. */
export function Reactions({ message, myId, onToggle }: ReactionsProps) {
  const t = useTexts().messages
  const users = useUsers()
  return (
    <ul className={style['reactions']} aria-label={t.reactions}>
      {message.reactions.map(({ emoji, users: ids, count }) => {
        const names = ids.map((id) => (id === myId ? t.you : (users.get(id)?.username ?? t.somebody)))
        return (
          <li key={emoji}>
            <Tooltip text={t.reactedBy(names.slice(0, 20), count, emoji)}>
              <button
                type="button"
                className={style['reaction']}
                aria-pressed={ids.includes(myId)}
                aria-label={t.reaction(emoji, count)}
                onClick={() => onToggle(emoji)}
              >
                <ReactionEmoji emoji={emoji} />
                <span>{count}</span>
              </button>
            </Tooltip>
          </li>
        )
      })}
    </ul>
  )
}

function ReactionEmoji({ emoji }: { emoji: string }) {
  const { baseUrl } = useRoom()
  const url = useListKnown().emojis.get(emoji.replace(/^:|:$/g, ''))
  if (!emoji.startsWith(':') || url === undefined) return <span className={style['glyph']}>{emoji}</span>
  return <img src={new URL(url, baseUrl).href} alt="" width="16" height="16" />
}
