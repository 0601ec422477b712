import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createShortCode, deleteShortCode, getShortCode } from '#protocol/invites.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/use-now.ts'
import style from './ShortCode.module.css'

/** Somebody may use it meanwhile: it is asked for this often (milliseconds). */
const EVERY_MS = 5_000
const KEY = ['host', 'short_code'] as const

/** Six digits for a friend across the table, or on the phone. */
export function ShortCode({ inviteOnly }: { inviteOnly: boolean }) {
  const t = useTexts().shortCode
  const { call } = useLive()
  const cache = useQueryClient()
  const { busy, run } = useAction()
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await call(getShortCode, {}, { signal })).code,
    staleTime: 0,
    refetchInterval: EVERY_MS,
    networkMode: 'always',
  })
  const change = (work: () => Promise<unknown>) =>
    run(async () => {
      await work()
      await Promise.all([
        cache.invalidateQueries({ queryKey: KEY }),
        // In a room by invitation one stands behind it.
        cache.invalidateQueries({ queryKey: keys.invites, exact: true }),
      ])
    })
  const make = () => void change(() => call(createShortCode, { body: {} }))
  return (
    <section className={style['code']}>
      <div>
        <h3>{t.title}</h3>
        <p>{inviteOnly ? t.textInviteOnly : t.textOpen}</p>
      </div>
      {data ? (
        <div className={style['shown']}>
          <p className={style['digits']} aria-label={t.label(data.code)} role="img">
            {data.code.slice(0, 3)}
            <span aria-hidden> </span>
            {data.code.slice(3)}
          </p>
          <Left expiresAt={data.expires_at} />
          <div className={style['actions']}>
            <Button size="sm" busy={busy} onClick={make}>
              {t.renew}
            </Button>
            <Button size="sm" variant="quiet" busy={busy} onClick={() => void change(() => call(deleteShortCode, {}))}>
              {t.end}
            </Button>
          </div>
        </div>
      ) : (
        <Button busy={busy} onClick={make}>
          {t.make}
        </Button>
      )}
    </section>
  )
}

/** Apart, so that a second that passes draws nothing else. */
function Left({ expiresAt }: { expiresAt: string }) {
  const t = useTexts().shortCode
  const seconds = Math.max(0, Math.ceil((Date.parse(expiresAt) - useNow(1_000)) / 1_000))
  return <p className={style['left']}>{t.left(t.time(seconds))}</p>
}
