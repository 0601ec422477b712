import type { RoomAddress } from '#protocol/host.ts'
import { useTexts } from '../../app/context.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import style from './InvitationCard.module.css'

/** Everywhere that the room is. Whether others get there is for others to find out, and so nothing is said about it. */
export function Addresses({ addresses }: { addresses: readonly RoomAddress[] }) {
  const texts = useTexts()
  const t = texts.host
  return (
    <>
      <h3 className={style['where']}>{t.where}</h3>
      <ul className={style['addresses']}>
        {addresses.map(({ address, kind }) => (
          <li key={address}>
            <div>
              <code>{address}</code>
              <small>{t.kinds[kind]}</small>
            </div>
            <CopyButton
              variant="icon"
              text={address}
              label={t.copyAddress(address)}
              copiedLabel={texts.common.copied}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
