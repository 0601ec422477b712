import { useMemo } from 'react'
import { useApp, useLive, useObservable } from '../../app/context.tsx'
import { RoundTrip } from './round-trip.ts'

/** Milliseconds to the room and back, measured while this is shown. */
export function useRoundTrip(): number | null {
  const live = useLive()
  const { clock } = useApp().platform
  return useObservable(useMemo(() => new RoundTrip({ live, clock }), [live, clock]))
}
