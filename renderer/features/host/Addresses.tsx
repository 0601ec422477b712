import { CircleAlert, CircleCheck } from 'lucide-react'
import type { RoomAddress } from '#protocol/host.ts'
import { useTexts } from '../../app/context.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { useReport } from './queries.ts'
import style from './InvitationCard.module.css'

/** Everywhere that the room is. Whether others get there is for others to find out; where the doctor knows, it says so. */
export function Addresses({ addresses }: { addresses: readonly RoomAddress[] }) {
  const texts = useTexts()
  const t = texts.host
  const known = useReport().data?.report?.addresses ?? []
  return (
    <>
      <h3 className={style['where']}>{t.where}</h3>
      <ul className={style['addresses']}>
        {addresses.map(({ address, kind, interface: name }) => {
          const reach = known.find((one) => one.address === address)
          return (
            <li key={address}>
              <div>
                <code>{address}</code>
                <small>{kind === 'public' && name === null ? texts.doctor.throughRouter : t.kinds[kind]}</small>
                {reach?.state === 'ok' && (
                  <small className={style['reached']}>
                    <CircleCheck aria-hidden size={14} />
                    {reach.says}
                  </small>
                )}
                {reach?.state === 'bad' && (
                  <small className={style['unreached']}>
                    <CircleAlert aria-hidden size={14} />
                    {reach.says}
                  </small>
                )}
              </div>
              <CopyButton
                variant="icon"
                text={address}
                label={t.copyAddress(address)}
                copiedLabel={texts.common.copied}
              />
            </li>
          )
        })}
      </ul>
    </>
  )
}
