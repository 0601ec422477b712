import { useEffect } from 'react'
import { useApp, useObservable } from '../../app/context.tsx'
import type { Around } from '../../app/nearby.ts'

/** Looks around on this network while it is wanted. A saved room that is seen is looked for there by itself. */
export function useLookNearby(isWanted: boolean): void {
  const { nearby } = useApp()
  useEffect(() => (isWanted ? nearby.watch() : undefined), [nearby, isWanted])
}

/** The rooms on this network, while this is shown. */
export function useNearby(): Around {
  useLookNearby(true)
  return useObservable(useApp().nearby)
}
