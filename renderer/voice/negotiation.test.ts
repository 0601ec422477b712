import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { step } from './negotiation.ts'
import { type Input, linkOf, newNegotiation } from './negotiation-state.ts'
import { CALM_MS, type Plan, talk } from '../test/negotiation-world.ts'

const share = (max: number) => fc.double({ min: 0, max, noNaN: true })
const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  offers: fc.tuple(fc.boolean(), fc.boolean()),
  loss: share(0.6),
  doubled: share(0.5),
  lateMs: fc.integer({ min: 1, max: 4_000 }),
  opFails: share(0.3),
  stuck: share(1),
  isOrdered: fc.boolean(),
  events: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: CALM_MS }),
      side: fc.constantFrom(0, 1),
      what: fc.constantFrom('track', 'cut', 'anew', 'outage', 'stray'),
    }),
    { maxLength: 8 },
  ),
})
const calm: Plan = {
  seed: 1,
  offers: [true, false],
  loss: 0,
  doubled: 0,
  lateMs: 20,
  opFails: 0,
  stuck: 0,
  isOrdered: true,
  events: [],
}

describe('two sides of a negotiation', () => {
  test('[VOICE-NEGOTIATION] whatever was lost, late, doubled or out of order: once it is calm they are connected, and still', () => {
    let worstMs = 0
    fc.assert(
      fc.property(plan, (chosen) => {
        const { sides, quietAt, log } = talk(chosen)
        const [one, other] = sides
        for (const { machine, pc } of sides) {
          expect(machine.phase, log.join('\n')).toBe('idle')
          expect(linkOf(machine)).toBe('connected')
          expect(pc?.signalling).toBe('stable')
          expect(pc?.negotiated).toBe(pc?.tracks)
        }
        expect(one?.pc?.remoteNow).toBe(other?.pc?.localNow)
        expect(other?.pc?.remoteNow).toBe(one?.pc?.localNow)
        worstMs = Math.max(worstMs, quietAt - CALM_MS)
      }),
      { numRuns: 800 },
    )
    // Nothing of the negotiation is said any more.
    expect(worstMs).toBeLessThan(40_000)
  }, 60_000)

  test('[VOICE-NEGOTIATION] who comes offers and who is there waits: two signals, one peer connection each', () => {
    const { sides, sent } = talk(calm)
    expect(sides.map(({ made }) => made)).toEqual([1, 1])
    expect(sent.descriptions).toBe(2)
  })
  test('[VOICE-NEGOTIATION] both offer at once: the polite one yields with a fresh peer connection, without a rollback', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { sides, rollbacks, connectedAt } = talk({ ...calm, seed, offers: [true, true], stuck: 1 })
      expect(rollbacks).toBe(0)
      expect(sides[1]?.made).toBe(1)
      expect(connectedAt).toBeLessThan(1_000)
    }
  })
  test('[VOICE-STUCK] a peer connection that never gathers after its rollback is replaced within 2 s', () => {
    for (let seed = 0; seed < 50; seed++) {
      const events = [{ at: 0, side: 1, what: 'stray' as const }]
      const { connectedAt } = talk({ ...calm, seed, offers: [true, true], stuck: 1, events })
      expect(connectedAt).toBeLessThan(2_000)
    }
  })
})

const offer = (id: number, version = 1, more = '') => ({
  type: 'offer' as const,
  sdp: `v=0\r\no=- ${id} ${version} IN IP4 127.0.0.1\r\nm=audio 9 X 0\r\na=ice-ufrag:f${id}\r\na=fingerprint:sha-256 ${id}\r\n${more}`,
})
function play(isPolite: boolean, inputs: Input[]) {
  let state = newNegotiation(isPolite)
  const effects = inputs.map((input) => {
    const next = step(state, input)
    state = next.state
    return next.effects.filter(({ do: what }) => what !== 'timer' && what !== 'stop')
  })
  return { state, effects, last: effects.at(-1) ?? [] }
}
const accepted = (sdp: ReturnType<typeof offer>, generation = 1): Input[] => [
  { on: 'description', sdp },
  { on: 'done', generation, what: 'accept', sdp: { type: 'answer', sdp: 'own' } },
]

describe('one side', () => {
  test('candidates that come before their description are kept for it; others stay away', () => {
    const mine = { candidate: 'candidate:1', usernameFragment: 'f7' }
    const stray = { candidate: 'candidate:2', usernameFragment: 'other' }
    const { last, state } = play(false, [
      { on: 'begin', offers: false },
      { on: 'candidate', candidate: mine },
      { on: 'candidate', candidate: stray },
      ...accepted(offer(7)),
    ])
    expect(last).toEqual([
      { do: 'send', sdp: { type: 'answer', sdp: 'own' } },
      { do: 'add', candidate: mine },
    ])
    expect(state.held).toEqual([stray])
  })
  test('an offer that comes again is answered again, and its candidates are taken', () => {
    const again = offer(7, 1, 'a=candidate:5 1 udp 1 10.0.0.1 5 typ host\r\n')
    const { last, state } = play(false, [
      { on: 'begin', offers: false },
      ...accepted(offer(7)),
      { on: 'description', sdp: again },
    ])
    expect(last.map(({ do: what }) => what)).toEqual(['add', 'resend'])
    expect(state.generation).toBe(1)
  })
  test('an older description is no news', () => {
    const { last } = play(true, [
      { on: 'begin', offers: false },
      ...accepted(offer(7, 5)),
      { on: 'description', sdp: offer(7, 4) },
    ])
    expect(last).toEqual([])
  })
  test('another certificate is another peer connection: this side begins anew as well, and never goes back', () => {
    const played = [{ on: 'begin' as const, offers: false }, ...accepted(offer(7)), ...accepted(offer(8), 2)]
    const { effects, state } = play(true, played)
    expect(effects.flat().filter((one) => one.do === 'renew')).toEqual([
      { do: 'renew', why: 'begin' },
      { do: 'renew', why: 'peer_anew' },
    ])
    expect(state.remote?.fingerprint).toBe('sha-256 8')
    expect(play(true, [...played, { on: 'description', sdp: offer(7, 9) }]).last).toEqual([])
  })
  test('what a former peer connection tells changes nothing', () => {
    const { last } = play(true, [
      { on: 'begin', offers: true },
      { on: 'failed', generation: 0, what: 'offer' },
    ])
    expect(last).toEqual([])
  })
  test('a stranger cannot fill it', () => {
    const flood: Input[] = Array.from({ length: 500 }, (__, n) => ({
      on: 'candidate',
      candidate: { candidate: `candidate:${n}` },
    }))
    const offers: Input[] = Array.from({ length: 500 }, (__, n) => ({ on: 'description', sdp: offer(n) }))
    const { state } = play(true, [{ on: 'begin', offers: true }, ...flood, ...offers])
    expect([state.held.length, state.inbox.length]).toEqual([64, 8])
  })
})
