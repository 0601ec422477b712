import { useTexts } from '../../app/context.tsx'
import { Bars } from '../../ui/Bars.tsx'
import { Popover } from '../../ui/Popover.tsx'
import type { PeerView } from '../../voice/state.ts'
import { useUsers } from '../users/use-users.ts'
import style from './Connections.module.css'
import { barsOf, percentText, worstGrade } from './quality.ts'

/** How good the ways to all the others are: the worst of them in a word, each in figures behind it. */
export function Connections({ peers }: { peers: readonly PeerView[] }) {
  const { voice: t, users: names } = useTexts()
  const users = useUsers()
  const grade = worstGrade(peers)
  if (grade === null) return null
  return (
    <Popover
      label={t.connections}
      align="end"
      trigger={
        <button type="button" className={style['grade']}>
          <Bars level={barsOf(grade)} label={t.connectionIs} />
          {t.grades[grade]}
        </button>
      }
    >
      <table className={style['table']}>
        <thead>
          <tr>
            <th scope="col">{t.connections}</th>
            <th scope="col">{t.figures.loss}</th>
            <th scope="col">{t.figures.jitter}</th>
            <th scope="col">{t.figures.rtt}</th>
          </tr>
        </thead>
        <tbody>
          {peers.map(({ userId, sessionId, quality, link }) => (
            <tr key={sessionId}>
              <th scope="row">
                {quality && <Bars level={barsOf(quality.grade)} label={t.grades[quality.grade]} />}
                <bdi>{users.get(userId)?.username ?? names.somebody}</bdi>
              </th>
              {quality ? (
                <>
                  <td>{t.figures.lossValue(percentText(quality.loss))}</td>
                  <td>{t.figures.ms(Math.round(quality.jitterMs))}</td>
                  <td>{quality.rttMs === null ? '–' : t.figures.ms(Math.round(quality.rttMs))}</td>
                </>
              ) : (
                <td colSpan={3}>{t.links[link]}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Popover>
  )
}
