import { useCallback, useEffect, useRef, useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { rowOf } from './first-index.ts'

type State = { kind: 'loading' } | { kind: 'loaded' } | { kind: 'failed'; error: unknown }

/** Opens a channel's history, and loads more of it on demand; one page at a time. */
export function useHistory(channelId: string) {
  const { room } = useLive()
  const { toasts } = useApp()
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [tries, setTries] = useState(0)
  const busy = useRef(false)

  useEffect(() => {
    let isHere = true
    const opened = room.open(channelId)
    opened.loaded.then(
      () => isHere && setState({ kind: 'loaded' }),
      (error: unknown) => isHere && setState({ kind: 'failed', error }),
    )
    return () => {
      isHere = false
      opened.close()
    }
    // `tries`: a new try opens it again.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- As said.
  }, [room, channelId, tries])

  const load = useCallback(
    async (what: () => Promise<void>): Promise<boolean> => {
      if (busy.current) return false
      busy.current = true
      try {
        await what()
        return true
      } catch (error) {
        toasts.show({ tone: 'danger', text: sentenceOf(error) })
        return false
      } finally {
        busy.current = false
      }
    },
    [toasts],
  )
  const { history } = room
  return {
    state,
    retry: () => {
      setState({ kind: 'loading' })
      setTries((count) => count + 1)
    },
    older: useCallback(() => void load(() => history.loadOlder(channelId)), [load, history, channelId]),
    newer: useCallback(() => void load(() => history.loadNewer(channelId)), [load, history, channelId]),
    latest: useCallback(
      () => void load(async () => void (await history.loadLatest(channelId))),
      [load, history, channelId],
    ),
    /** True when the message is loaded. */
    jumpTo: useCallback(
      async (id: string): Promise<boolean> => {
        if (rowOf(history.windowOf(channelId)?.messages ?? [], id) >= 0) return true
        return await load(() => history.loadAround(channelId, id))
      },
      [load, history, channelId],
    ),
  }
}
