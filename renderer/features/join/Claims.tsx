import { shownIdentity } from '#protocol/invitation.ts'
import { useTexts } from '../../app/context.tsx'
import style from './Claims.module.css'

type ClaimsProps = { addresses: readonly string[]; identity: string | null; hint: string; more?: string | null }

/** Where a room is and which key it has, as somebody says or as it has shown. */
export function Claims({ addresses, identity, hint, more = null }: ClaimsProps) {
  const t = useTexts().join
  return (
    <dl className={style['claims']}>
      <dt>{t.at}</dt>
      <dd>
        <ul>
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ul>
      </dd>
      <dt>{t.identity}</dt>
      <dd>
        {identity !== null && <code>{shownIdentity(identity)}</code>}
        <small>{hint}</small>
      </dd>
      {more !== null && (
        <dd>
          <small>{more}</small>
        </dd>
      )}
    </dl>
  )
}
