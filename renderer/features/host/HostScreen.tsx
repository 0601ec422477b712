import { ArrowLeft, ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Note } from '../../ui/Note.tsx'
import { RoomRail } from '../room/RoomRail.tsx'
import { useLayout } from '../room/use-layout.ts'
import { useRoomName } from '../room/use-room-name.ts'
import { useTitle } from '../start/use-title.ts'
import { useIsAdmin, useMe } from '../users/use-users.ts'
import { BackupCard } from './BackupCard.tsx'
import { DoctorCard } from './DoctorCard.tsx'
import { HostHeader } from './HostHeader.tsx'
import { HOSTED } from './hosted.ts'
import { InvitationCard } from './InvitationCard.tsx'
import { InvitesCard } from './InvitesCard.tsx'
import { MappingCard } from './MappingCard.tsx'
import { PeopleCard } from './PeopleCard.tsx'
import { useOverview } from './queries.ts'
import { StopCard } from './StopCard.tsx'
import { StorageCard } from './StorageCard.tsx'
import { useHosting } from './use-hosting.ts'
import { usePeople } from './use-people.ts'
import style from './HostScreen.module.css'

/** Looking after a room: whoever hosts it, and its other admins. */
export function HostScreen() {
  const { nav, platform, rooms } = useApp()
  const room = useRoom()
  const me = useMe()
  const isAdmin = useIsAdmin()
  const layout = useLayout()
  const t = useTexts().host
  const hasRail = useObservable(rooms).length > 1 || platform.kind === 'desktop'
  useTitle(t.title(useRoomName(room)))
  const back = (
    <Button icon={<ArrowLeft size={16} />} onClick={() => nav.go({ screen: 'channel', room: room.key, channel: null })}>
      {t.back}
    </Button>
  )
  return (
    <div className={style['page']}>
      {hasRail && layout !== 'narrow' && (
        <div className={style['rail']}>
          <RoomRail isRow={false} />
        </div>
      )}
      <main className={style['host']}>
        {me && isAdmin && <Panel back={back} />}
        {me && !isAdmin && (
          <>
            <h1 className="visually-hidden">{t.title(room.name)}</h1>
            <Empty icon={<ShieldAlert size={32} />} title={t.adminsOnly} text={t.adminsOnlyText} action={back} />
          </>
        )}
      </main>
    </div>
  )
}

function Panel({ back }: { back: ReactNode }) {
  const room = useRoom()
  const hosting = useHosting()
  const overview = useOverview()
  const { people, isPending, error } = usePeople()
  const t = useTexts().host
  const isHosting = hosting?.kind === 'on' && room.key === HOSTED
  return (
    <>
      <HostHeader overview={overview.data} people={people} since={isHosting ? t.here : t.runsSince}>
        {back}
      </HostHeader>
      <div role="status">
        {overview.isError && (
          <div className={style['stale']}>
            <Note tone="warn">{overview.data ? t.stale : `${t.failed} ${overview.error.message}`}</Note>
          </div>
        )}
      </div>
      <div className={style['columns']}>
        <div>
          <InvitationCard overview={overview.data} />
          <InvitesCard overview={overview.data} />
          <MappingCard />
        </div>
        <div>
          <PeopleCard people={people} isPending={isPending} error={error} />
          <DoctorCard />
          <StorageCard overview={overview.data} isHosting={isHosting} />
          <BackupCard overview={overview.data} isHosting={isHosting} />
          {isHosting && <StopCard people={people} />}
        </div>
      </div>
    </>
  )
}
