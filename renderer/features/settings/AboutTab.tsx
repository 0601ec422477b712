import { useEffect, useState } from 'react'
import type { About } from '#protocol/bridge.ts'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { useRoomName } from '../room/use-room-name.ts'
import style from './AboutTab.module.css'
import { Card } from './Card.tsx'
import { ConnectionCard } from '../handover/ConnectionCard.tsx'

export function AboutTab({ hasRoom }: { hasRoom: boolean }) {
  const t = useTexts().settings.about
  const about = useAbout()
  return (
    <>
      <section className={style['brand']}>
        <Mark size={56} />
        <div>
          <h2>{t.app}</h2>
          <p>{t.text}</p>
        </div>
      </section>
      <Card title={t.versions}>
        <dl className={style['facts']}>
          <dt>{t.appVersion}</dt>
          <dd>{about ? about.version : t.fromRoom}</dd>
          {about && (
            <>
              <dt>{t.runsOn}</dt>
              <dd>
                {t.electron(about.electron)}, {about.platform}
              </dd>
            </>
          )}
          {hasRoom && <RoomVersion />}
          <dt>{t.licence}</dt>
          <dd>{t.licenceText}</dd>
        </dl>
      </Card>
      {hasRoom && <ConnectionCard />}
      <Card title={t.privacy} text={t.privacyText} />
    </>
  )
}

function RoomVersion() {
  const t = useTexts().settings.about
  const room = useRoom()
  const { health } = useObservable(room.reach)
  return (
    <>
      <dt>{t.roomVersion}</dt>
      <dd>
        <bdi>{useRoomName(room)}</bdi>, {health?.version ?? t.notReachable}
      </dd>
    </>
  )
}

/** What runs here; null in a browser, and until the app has said it. */
function useAbout(): About | null {
  const { platform, onTrouble } = useApp()
  const [about, setAbout] = useState<About | null>(null)
  useEffect(() => {
    platform.desktop?.app.about().then(setAbout, onTrouble)
  }, [platform, onTrouble])
  return about
}
