import { describe, expect, it } from 'vitest'
import type { SocketState } from '../../realtime/socket.ts'
import { qualityOf, secondsUntil, troubleOf } from './connection.ts'

const waiting: SocketState = { state: 'waiting', until: 9_000, attempt: 1, isRestarting: false }

describe('trouble with the connection', () => {
  it('is not told in its first second', () => {
    expect(troubleOf(waiting, 1_000, 1_999)).toBeNull()
    expect(troubleOf(waiting, 1_000, 2_000)).toEqual({ kind: 'lost', until: 9_000 })
  })
  it('tells a restart from a loss', () =>
    expect(troubleOf({ ...waiting, isRestarting: true }, 0, 5_000)).toEqual({ kind: 'restarting', until: 9_000 }))
  it('has no countdown while a try is under way', () =>
    expect(troubleOf({ state: 'connecting', attempt: 2 }, 0, 5_000)).toEqual({ kind: 'lost', until: null }))
  it('is over when there is none, and none of ours when the session has ended', () => {
    expect(troubleOf(waiting, null, 5_000)).toBeNull()
    expect(troubleOf({ state: 'ended', reason: 'banned' }, 0, 5_000)).toBeNull()
  })
  it('never counts to zero', () => {
    expect(secondsUntil(9_000, 6_500)).toBe(3)
    expect(secondsUntil(9_000, 9_500)).toBe(1)
  })
})

it('rates round trips', () => expect([null, 3, 61, 151, 900].map(qualityOf)).toEqual([0, 4, 3, 2, 1]))
