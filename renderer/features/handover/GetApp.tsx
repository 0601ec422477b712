import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type Installer, listInstallers } from '#protocol/installers.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { classes } from '../../ui/classes.ts'
import { machineOf, suggested } from './machine.ts'
import style from './Ways.module.css'

/** The packages of the app that the room gives away, the fitting one first; else where else to ask. */
export function GetApp() {
  const { handover: t, common } = useTexts()
  const { navigator } = useApp().platform.window
  const { call } = useLive()
  const { data, error } = useQuery({
    queryKey: ['installers'],
    queryFn: ({ signal }) => call(listInstallers, {}, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  if (error) return <Note tone="danger">{sentenceOf(error)}</Note>
  if (!data) return <Spinner label={common.loading} />
  const machine = machineOf(navigator)
  const best = suggested(data, machine)
  const others = data.filter((one) => one !== best)
  return (
    <div className={style['ways']}>
      <p>{t.appText}</p>
      {machine === null && <Note tone="info">{t.noPhones}</Note>}
      {data.length === 0 && <Note tone="info">{t.noInstallers}</Note>}
      {best && <Offer installer={best} isBest />}
      {others.length > 0 && (
        <>
          <h3 className={style['others']}>{best ? t.others : t.all}</h3>
          <ul className={style['offers']}>
            {others.map((one) => (
              <li key={one.name}>
                <Offer installer={one} isBest={false} />
              </li>
            ))}
          </ul>
        </>
      )}
      {data.length > 0 && <p className={style['aside']}>{t.installersText}</p>}
    </div>
  )
}

function Offer({ installer, isBest }: { installer: Installer; isBest: boolean }) {
  const { handover: t, common } = useTexts()
  const { baseUrl } = useRoom()
  const { platform, arch, kind, name, bytes, url } = installer
  return (
    <a className={classes(style['offer'], isBest && style['best'])} href={`${baseUrl}${url}`} download={name}>
      <Download aria-hidden size={18} />
      <span>
        <b>{t.forMachine(t.platforms[platform], t.archs[arch ?? 'any'])}</b>
        <small>
          {t.kinds[kind]}, {common.bytes(bytes)}
        </small>
      </span>
    </a>
  )
}
