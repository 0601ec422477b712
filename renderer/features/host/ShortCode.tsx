import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { createShortCode, deleteShortCode } from '#protocol/invites.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { SHORT_CODE_KEY, useShortCode } from './use-short-code.ts'
import style from './ShortCode.module.css'

/** Six digits for a friend across the table, or on the phone. */
export function ShortCode({ inviteOnly }: { inviteOnly: boolean }) {
  const t = useTexts().shortCode
  const { call } = useLive()
  const cache = useQueryClient()
  const { busy, run } = useAction()
  const { data } = useShortCode()
  const maker = useRef<HTMLButtonElement>(null)
  const change = (work: () => Promise<unknown>) =>
    run(async () => {
      await work()
      await Promise.all([
        cache.invalidateQueries({ queryKey: SHORT_CODE_KEY }),
        // In a room by invitation one stands behind it.
        cache.invalidateQueries({ queryKey: keys.invites, exact: true }),
      ])
    })
  const make = () => void change(() => call(createShortCode, { body: {} }))
  const end = () => {
    // Its own button goes with the digits.
    maker.current?.focus()
    void change(() => call(deleteShortCode, {}))
  }
  return (
    <section className={style['code']}>
      <div>
        <h3>{t.title}</h3>
        <p>{inviteOnly ? t.textInviteOnly : t.textOpen}</p>
      </div>
      <div className={data ? style['shown'] : undefined}>
        <div role="status">
          {data && (
            <p className={style['digits']} aria-label={t.label(data.code)} role="img">
              {data.code.slice(0, 3)}
              <span aria-hidden> </span>
              {data.code.slice(3)}
            </p>
          )}
        </div>
        {data && <Left expiresAt={data.expires_at} />}
        <div className={style['actions']}>
          <Button ref={maker} size={data ? 'sm' : 'md'} busy={busy} onClick={make}>
            {data ? t.renew : t.make}
          </Button>
          {data && (
            <Button size="sm" variant="quiet" busy={busy} onClick={end}>
              {t.end}
            </Button>
          )}
        </div>
      </div>
    </section>
  )
}

/** Apart, so that a second that passes draws nothing else. */
function Left({ expiresAt }: { expiresAt: string }) {
  const t = useTexts().shortCode
  const seconds = Math.max(0, Math.ceil((Date.parse(expiresAt) - useNow(1_000)) / 1_000))
  return <p className={style['left']}>{t.left(t.time(seconds))}</p>
}
