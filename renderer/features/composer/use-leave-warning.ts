import { useEffect } from 'react'
import { useLive } from '../../app/context.tsx'

/** A page cannot keep files: while some are on their way, leaving it is asked about (in the browser's own words). */
export function useLeaveWarning(): void {
  const { uploads, songUploads } = useLive()
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      const all = [...uploads.getSnapshot(), ...songUploads.getSnapshot()]
      if (all.some(({ state }) => state !== 'failed')) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [uploads, songUploads])
}
