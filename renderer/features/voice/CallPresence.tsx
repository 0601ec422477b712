import { Fragment } from 'react'
import { usePlace } from '../../app/context.tsx'
import { MusicAnnouncer } from '../shareplay/MusicAnnouncer.tsx'
import { CallAnnouncer } from './CallAnnouncer.tsx'
import style from './CallPresence.module.css'
import { CallStrip } from './CallStrip.tsx'
import { InCallRoom } from './InCallRoom.tsx'
import { ScreenPresence } from './screens/ScreenPresence.tsx'

/** What of a call is everywhere in the app: what is announced of it, and beside its rooms a way back into it. */
export function CallPresence() {
  const { screen } = usePlace()
  return (
    <>
      <InCallRoom>
        {(now, channel, room) => (
          <Fragment key={`${room.key}:${channel.id}`}>
            <CallAnnouncer call={now} channelId={channel.id} />
            <ScreenPresence call={now} />
            <MusicAnnouncer channelId={channel.id} />
          </Fragment>
        )}
      </InCallRoom>
      {screen !== 'channel' && (
        <div className={style['away']}>
          <CallStrip />
        </div>
      )}
    </>
  )
}
