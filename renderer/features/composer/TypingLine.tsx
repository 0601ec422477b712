import { useTexts } from '../../app/context.tsx'
import { useUsers } from '../users/use-users.ts'
import style from './TypingLine.module.css'
import { useTypists } from './use-typists.ts'

/** Who is typing. It has its place also when nobody is, and is not read aloud: it changes all the time. */
export function TypingLine({ channelId }: { channelId: string }) {
  const t = useTexts().composer
  const users = useUsers()
  const names = useTypists(channelId).flatMap((id) => users.get(id)?.username ?? [])
  return (
    <p className={style['line']} aria-live="off">
      {names.length > 0 ? (
        <>
          <span className={style['dots']} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          <span className={style['text']}>
            {t.typing(names).map(({ text, isName }, index) =>
              // The same name may stand here twice only if two people had it, which the room refuses.
              isName ? (
                <bdi key={text} className={style['name']}>
                  {text}
                </bdi>
              ) : (
                <span key={`word ${index}`}>{text}</span>
              ),
            )}
          </span>
        </>
      ) : null}
    </p>
  )
}
