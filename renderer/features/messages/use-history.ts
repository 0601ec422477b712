import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { rowOf } from './first-index.ts'

type State = { kind: 'loading' } | { kind: 'loaded' } | { kind: 'failed'; error: unknown }

/** Opens a channel's history, and loads more of it on demand; one page at a time. */
export function useHistory(channelId: string) {
  const { room, socket } = useLive()
  const { toasts } = useApp()
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [tries, setTries] = useState(0)
  const busy = useRef<Promise<unknown> | null>(null)

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

  const retry = () => {
    setState({ kind: 'loading' })
    setTries((count) => count + 1)
  }
  // What failed because the room was away comes by itself when it is back.
  const onBack = useEffectEvent(() => {
    if (state.kind === 'failed') retry()
  })
  useEffect(() => {
    let wasOpen = socket.getSnapshot().state === 'open'
    return socket.subscribe(() => {
      const isOpen = socket.getSnapshot().state === 'open'
      if (isOpen && !wasOpen) onBack()
      wasOpen = isOpen
    })
  }, [socket])

  const load = useCallback(
    async (what: () => Promise<void>): Promise<boolean> => {
      // Two at once would each build on what the other replaces.
      while (busy.current) await busy.current
      const done = what().then(
        () => true,
        (error: unknown) => {
          toasts.show({ tone: 'danger', text: sentenceOf(error) })
          return false
        },
      )
      busy.current = done
      const isDone = await done
      busy.current = null
      return isDone
    },
    [toasts],
  )
  const { history } = room
  return {
    state,
    retry,
    // Asked for at every turn of the wheel: while a page is on its way, that is enough.
    older: useCallback(() => {
      if (!busy.current) void load(() => history.loadOlder(channelId))
    }, [load, history, channelId]),
    newer: useCallback(() => {
      if (!busy.current) void load(() => history.loadNewer(channelId))
    }, [load, history, channelId]),
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
