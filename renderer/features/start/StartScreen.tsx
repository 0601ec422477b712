import { Settings } from 'lucide-react'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Brand } from './Brand.tsx'
import { HostCard } from './HostCard.tsx'
import { JoinCard } from './JoinCard.tsx'
import { NearbyRooms } from './NearbyRooms.tsx'
import { RoomList } from './RoomList.tsx'
import { Slab } from './Slab.tsx'
import { useTitle } from './use-title.ts'
import style from './StartScreen.module.css'

/** Home: the rooms around, hosting one, joining one, and those that one knows. */
export function StartScreen() {
  const { nav, platform, rooms } = useApp()
  const all = useObservable(rooms)
  const t = useTexts().start
  useTitle(t.title)
  const isBrowser = platform.kind === 'browser'
  return (
    <div className={style['page']}>
      <Brand>
        <IconButton
          label={t.settings}
          icon={<Settings size={18} />}
          onClick={() => nav.go({ screen: 'settings', room: null, tab: null })}
        />
      </Brand>
      <main className={style['columns']}>
        <div>
          {isBrowser ? (
            <>
              <h1>{t.thisRoom}</h1>
              <p className={style['lead']}>{t.browserCannotLook}</p>
              <div className={style['here']}>
                <RoomList rooms={all} />
              </div>
            </>
          ) : (
            <NearbyRooms />
          )}
        </div>
        <div className={style['side']}>
          {isBrowser ? <Slab title={t.host} text={t.hostBrowser} /> : <HostCard />}
          <JoinCard />
          {!isBrowser && (
            <Slab title={t.recent} {...(all.length === 0 ? { text: t.recentNone } : {})}>
              {all.length > 0 && <RoomList rooms={all} />}
            </Slab>
          )}
        </div>
      </main>
    </div>
  )
}
