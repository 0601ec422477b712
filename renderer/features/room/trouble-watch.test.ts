import { expect, it } from 'vitest'
import { Observable } from '../../api/observable.ts'
import type { SocketState } from '../../realtime/socket.ts'
import { fakeClock } from '../../test/fakes.ts'
import { TroubleWatch } from './trouble-watch.ts'

const connecting: SocketState = { state: 'connecting', attempt: 0 }
const ended: SocketState = { state: 'ended', reason: 'closed' }

function watched(start: SocketState) {
  const clock = fakeClock(0)
  const socket = new Observable<SocketState>(start)
  const watch = new TroubleWatch({ socket, clock })
  const shown: unknown[] = []
  const stop = watch.subscribe(() => shown.push(watch.getSnapshot()))
  return { clock, socket, watch, shown, stop }
}

it('a short trouble is never shown', async () => {
  const { clock, socket, shown } = watched(connecting)
  await clock.pass(900)
  socket.set(ended)
  await clock.pass(5_000)
  expect(shown).toEqual([])
})
it('a longer one is counted down, and goes when it is over', async () => {
  const { clock, socket, watch, shown } = watched(connecting)
  await clock.pass(1_000)
  expect(watch.getSnapshot()).toEqual({ kind: 'lost', seconds: null })
  socket.set({ state: 'waiting', until: 4_000, attempt: 1, isRestarting: true })
  await clock.pass(3_000)
  socket.set(ended)
  expect(shown.slice(1)).toEqual([
    { kind: 'restarting', seconds: 3 },
    { kind: 'restarting', seconds: 2 },
    { kind: 'restarting', seconds: 1 },
    null,
  ])
})
it('nothing ticks when nobody watches', async () => {
  const { clock, shown, stop } = watched(connecting)
  stop()
  await clock.pass(10_000)
  expect(shown).toEqual([])
})
