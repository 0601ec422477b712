import { House, Link, MapPin, ShieldAlert, Wifi } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../app/context.tsx'
import style from './Ways.module.css'

/** What to try while no room is seen by itself. */
export function Ways() {
  const t = useTexts().start
  return (
    <ul className={style['ways']}>
      <Way icon={<Link size={20} />}>{t.wayLink}</Way>
      <Way icon={<MapPin size={20} />}>{t.wayAddress}</Way>
      <Way icon={<Wifi size={20} />}>{t.wayNetwork}</Way>
      <Way icon={<ShieldAlert size={20} />}>{t.wayFirewall}</Way>
      <Way icon={<House size={20} />}>{t.wayHost}</Way>
    </ul>
  )
}

const Way = ({ icon, children }: { icon: ReactNode; children: string }) => (
  <li>
    <span className={style['arch']} aria-hidden="true">
      {icon}
    </span>
    <span>{children}</span>
  </li>
)
