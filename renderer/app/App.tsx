import { Suspense, lazy, useEffect, useState } from 'react'
import { AuthScreen } from '../features/auth/AuthScreen.tsx'
import { useDeepLinks } from '../features/join/use-deep-links.ts'
import { CallKeys } from '../features/voice/CallKeys.tsx'
import { useIsInCall } from '../features/voice/use-call.ts'
import { useEnded } from '../features/voice/use-ended.ts'
import { LiveProvider, RoomProvider, useApp, useObservable, usePlace, useTexts } from './context.tsx'
import { TooltipProvider } from '../ui/Tooltip.tsx'
import { ToastRegion } from '../ui/ToastRegion.tsx'
import { Arrival, createArrivals } from './Arrival.tsx'
import { Boundary } from './Boundary.tsx'
import { fetchAhead } from './fetch-ahead.ts'
import { Waiting } from './Waiting.tsx'
import type { Place } from './place.ts'
import type { Room } from './room.ts'

// What one does not see at once is not loaded at once.
const RoomScreen = lazy(() => import('../features/room/RoomScreen.tsx').then((m) => ({ default: m.RoomScreen })))
const StartScreen = lazy(() => import('../features/start/StartScreen.tsx').then((m) => ({ default: m.StartScreen })))
const JoinScreen = lazy(() => import('../features/join/JoinScreen.tsx').then((m) => ({ default: m.JoinScreen })))
const StrangerScreen = lazy(() =>
  import('../features/join/StrangerScreen.tsx').then((m) => ({ default: m.StrangerScreen })),
)
const HostScreen = lazy(() => import('../features/host/HostScreen.tsx').then((m) => ({ default: m.HostScreen })))
const CallPresence = lazy(() => import('../features/voice/CallPresence.tsx').then((m) => ({ default: m.CallPresence })))
const SettingsScreen = lazy(() =>
  import('../features/settings/SettingsScreen.tsx').then((m) => ({ default: m.SettingsScreen })),
)

export function App() {
  const { toasts } = useApp()
  const t = useTexts()
  useDeepLinks()
  useEnded()
  const isInCall = useIsInCall()
  const place = usePlace()
  const [arrivals] = useState(createArrivals)
  return (
    <TooltipProvider>
      {/* What broke on one screen is no reason to stay there. */}
      <Boundary key={place.screen}>
        <Suspense fallback={<Waiting />}>
          <Screen place={place} />
          <Arrival arrivals={arrivals} />
        </Suspense>
      </Boundary>
      {isInCall && (
        <>
          <CallKeys />
          <Suspense fallback={null}>
            <CallPresence />
          </Suspense>
        </>
      )}
      <ToastRegion toasts={toasts} labels={{ region: t.common.notices, close: t.common.close }} />
    </TooltipProvider>
  )
}

function Screen({ place }: { place: Place }) {
  const { rooms } = useApp()
  const all = useObservable(rooms)
  const key = 'room' in place ? place.room : null
  const room = all.find((one) => one.key === key)
  if (place.screen === 'start') return <StartScreen />
  if (place.screen === 'join') return <JoinScreen link={place.link} />
  if (place.screen === 'settings' && !room) return <SettingsScreen tab={place.tab} />
  if (!room) return rooms.isLoaded ? <Elsewhere /> : <Waiting />
  return <InRoom key={room.key} room={room} place={place} />
}

/** A step back, or an old window, leads to a room that was forgotten meanwhile. */
function Elsewhere() {
  const { nav } = useApp()
  useEffect(() => nav.go(nav.home, { replace: true }), [nav])
  return <Waiting />
}

function InRoom({ room, place }: { room: Room; place: Place }) {
  const session = useObservable(room.session)
  const live = useObservable(room.live)
  const reach = useObservable(room.reach)
  const stranger = reach.state === 'closed' ? reach.stranger : null
  return (
    <RoomProvider room={room}>
      {stranger && !(live && room.wasFound) ? (
        <StrangerScreen stranger={stranger} />
      ) : session.status === 'loading' || (session.status === 'signed_in' && !live) ? (
        <Waiting />
      ) : !live ? (
        <AuthScreen />
      ) : (
        <LiveProvider key={live.userId} live={live}>
          <Inside place={place} />
        </LiveProvider>
      )}
    </RoomProvider>
  )
}

/** So long after somebody came in, what they may open next is fetched, in milliseconds. */
const AHEAD_MS = 2_000

function Inside({ place }: { place: Place }) {
  const { kind, clock } = useApp().platform
  // The desktop app has all of it on its own disk.
  useEffect(() => (kind === 'browser' ? clock.after(AHEAD_MS, () => void fetchAhead()) : undefined), [kind, clock])
  switch (place.screen) {
    case 'host':
      return <HostScreen />
    case 'settings':
      return <SettingsScreen tab={place.tab} />
    case 'channel':
      return <RoomScreen channelId={place.channel} messageId={place.message} />
    case 'start':
    case 'join':
      return null
  }
}
