import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Scene, plan } from './plan.ts'
import type { Program } from './timeline.ts'

const PROGRAM: Program = { itemId: 'a', path: '/a', duration: 100, isPlaying: true, position: 0, startedAt: 1_000 }
const scene = (more: Partial<Scene> = {}): Scene => ({
  program: PROGRAM,
  room: 5_000,
  song: 'ready',
  end: null,
  isBlocked: false,
  begun: null,
  isHeard: false,
  ...more,
})

describe('what to do', () => {
  test('a song that is here begins, also before its time, and is followed from then on', () => {
    expect(plan(scene())).toEqual({ sound: 'loading', step: 'start' })
    expect(plan(scene({ room: 700 }))).toEqual({ sound: 'waiting', step: 'start' })
    expect(plan(scene({ room: 700, begun: PROGRAM }))).toEqual({ sound: 'waiting', step: 'follow' })
    expect(plan(scene({ begun: PROGRAM, isHeard: true }))).toEqual({ sound: 'playing', step: 'follow' })
  })
  test('a seek, a next or a resume is a new beginning', () => {
    const begun = { ...PROGRAM, position: 30 }
    expect(plan(scene({ begun })).step).toBe('start')
    expect(plan(scene({ begun: { ...PROGRAM, itemId: 'b' } })).step).toBe('start')
  })
  test('a pause stops; so do a click that is missing, and a song that is not here or cannot be played', () => {
    const begun = PROGRAM
    const stops = (more: Partial<Scene>) => plan(scene({ begun, ...more }))
    expect(stops({ program: { ...PROGRAM, isPlaying: false, startedAt: null } })).toEqual({
      sound: 'idle',
      step: 'stop',
    })
    expect(stops({ program: null })).toEqual({ sound: 'idle', step: 'stop' })
    expect(stops({ program: { ...PROGRAM, startedAt: null } })).toEqual({ sound: 'waiting', step: 'stop' })
    expect(stops({ song: 'failed' })).toEqual({ sound: 'failed', step: 'stop' })
    expect(stops({ song: 'loading' })).toEqual({ sound: 'loading', step: 'stop' })
    expect(stops({ isBlocked: true })).toEqual({ sound: 'blocked', step: 'stop' })
  })
  test('without a clock what was begun goes on, and nothing new begins', () => {
    expect(plan(scene({ room: null, begun: PROGRAM })).step).toBe('none')
    expect(plan(scene({ room: null })).step).toBe('none')
    expect(plan(scene({ room: null, begun: { ...PROGRAM, itemId: 'b' } })).step).toBe('stop')
  })
  test('nothing begins at the very end of a song', () => {
    expect(plan(scene({ room: 100_950 })).step).toBe('none')
    expect(plan(scene({ room: 100_950, begun: PROGRAM })).step).toBe('follow')
  })
  test('where the sound ends before the song, silence is not taken for loading', () => {
    const short = { room: 61_500, end: 60 }
    expect(plan(scene({ ...short, begun: PROGRAM }))).toEqual({ sound: 'idle', step: 'follow' })
    expect(plan(scene(short))).toEqual({ sound: 'idle', step: 'none' })
    expect(plan(scene({ ...short, begun: PROGRAM, isHeard: true })).sound).toBe('playing')
    expect(plan(scene({ room: 50_000, end: 60, begun: PROGRAM })).sound).toBe('loading')
    // As most songs do, by a few samples.
    expect(plan(scene({ room: 100_950, end: 99.9, begun: PROGRAM })).sound).toBe('waiting')
  })

  const program = fc.option(
    fc.record({
      itemId: fc.constantFrom('a', 'b'),
      path: fc.constantFrom(null, '/a'),
      duration: fc.constantFrom(0, 3, 100),
      isPlaying: fc.boolean(),
      position: fc.integer({ min: 0, max: 120 }),
      startedAt: fc.option(fc.integer({ min: 0, max: 100_000 })),
    }),
  )
  const any: fc.Arbitrary<Scene> = fc.record({
    program,
    room: fc.option(fc.integer({ min: 0, max: 200_000 })),
    song: fc.constantFrom('loading', 'ready', 'failed', null),
    end: fc.option(fc.integer({ min: 0, max: 100 })),
    isBlocked: fc.boolean(),
    begun: program,
    isHeard: fc.boolean(),
  })
  test('in any scene: nothing sounds that the room does not play, and only what can begin begins', () => {
    fc.assert(
      fc.property(any, (one) => {
        const { sound, step } = plan(one)
        const plays = one.program?.isPlaying === true && one.program.startedAt !== null
        if (!plays) expect(['stop', 'none']).toContain(step)
        if (one.begun && !plays) expect(step).toBe('stop')
        if (!one.begun) expect(['start', 'none']).toContain(step)
        if (step === 'start') expect(plays && one.room !== null && one.song === 'ready' && !one.isBlocked).toBe(true)
        if (step === 'follow') expect(one.begun?.itemId).toBe(one.program?.itemId)
        if (sound === 'playing') expect(one.begun).not.toBeNull()
      }),
      { numRuns: 2_000 },
    )
  })
})
