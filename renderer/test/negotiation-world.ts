import { step } from '../voice/negotiation.ts'
import {
  type Effect,
  type Input,
  type Negotiation,
  type TimerName,
  newNegotiation,
} from '../voice/negotiation-state.ts'
import { type Signal, candidatesIn } from '../voice/signal.ts'
import { FakePeerConnection, factsKnown } from './fake-peer-connection.ts'

/** From then on nothing goes wrong any more; and how long it is watched afterwards. */
export const CALM_MS = 20_000
const WATCHED_MS = 90_000
const OPERATION_MS = 15
const LOOKS_MS = 50
const NOTICED_MS = 5_000
const FAILS_MS = 15_000

export type Plan = {
  seed: number
  /** Who makes an offer at once. */
  offers: readonly [boolean, boolean]
  loss: number
  doubled: number
  lateMs: number
  opFails: number
  /** How often a peer connection never gathers after an implicit rollback. */
  stuck: number
  /** As over one WebSocket: nothing overtakes. */
  isOrdered: boolean
  events: readonly { at: number; side: number; what: 'track' | 'cut' | 'anew' | 'outage' | 'stray' }[]
}

type Side = {
  machine: Negotiation
  pc: FakePeerConnection | null
  made: number
  timers: Map<TimerName, number>
  tracks: number
  lastArrivesAt: number
  awayUntil: number
}

/** Plays a talk of two sides to its end. `quietAt`: when the last signal went; `connectedAt`: when both were first. */
export function talk(plan: Plan) {
  const random = mulberry(plan.seed)
  let now = 0
  let order = 0
  let ids = 100
  const queue: { at: number; order: number; run: () => void }[] = []
  const log: string[] = []
  const sent = { descriptions: 0 }
  let quietAt = 0
  let connectedAt = Infinity
  let rollbacks = 0
  const isCalm = () => now >= CALM_MS
  const after = (ms: number, run: () => void) => void queue.push({ at: now + ms, order: order++, run })
  const newSide = (isPolite: boolean): Side => ({
    machine: newNegotiation(isPolite),
    pc: null,
    made: 0,
    timers: new Map(),
    tracks: 1,
    lastArrivesAt: 0,
    awayUntil: -1,
  })
  const sides: [Side, Side] = [newSide(true), newSide(false)]
  const otherOf = (side: Side) => (side === sides[0] ? sides[1] : sides[0])
  const nameOf = (side: Side) => (side === sides[0] ? 'polite' : 'impolite')

  const feed = (side: Side, input: Input) => {
    const { state, effects } = step(side.machine, input)
    const generation = state.generation
    log.push(`${now} ${nameOf(side)} ${JSON.stringify(input).slice(0, 120)} -> ${state.phase}`)
    side.machine = state
    for (const effect of effects) act(side, effect, generation)
  }
  const act = (side: Side, effect: Effect, generation: number) => {
    if (effect.do !== 'timer' && effect.do !== 'stop')
      log.push(`${now}   ${nameOf(side)} ${JSON.stringify(effect).slice(0, 120)}`)
    switch (effect.do) {
      case 'renew':
        if (side.pc) side.pc.isClosed = true
        side.pc = null
        return
      case 'offer':
      case 'accept':
      case 'settle':
        operate(side, effect, generation)
        return
      case 'add':
        side.pc?.given.push(effect.candidate)
        return
      case 'send':
        sent.descriptions++
        send(side, { sdp: effect.sdp })
        return
      case 'send_candidate':
        send(side, { candidate: effect.candidate })
        return
      case 'resend': {
        const description = side.pc?.local.pending ?? side.pc?.local.current
        if (!side.pc || !description) return
        const lines = side.pc.found.map((text) => `\r\na=${text}`).join('')
        send(side, { sdp: { ...description, sdp: description.sdp + lines } })
        return
      }
      case 'timer': {
        const mark = order++
        side.timers.set(effect.name, mark)
        after(effect.ms + random() * effect.spread, () => {
          if (side.timers.get(effect.name) === mark) feed(side, { on: 'timer', name: effect.name })
        })
        return
      }
      case 'stop':
        side.timers.delete(effect.name)
        return
      default:
        effect satisfies never
    }
  }
  const operate = (side: Side, effect: Extract<Effect, { do: 'offer' | 'accept' | 'settle' }>, generation: number) => {
    if (!side.pc) {
      side.pc = new FakePeerConnection(ids++, side.tracks)
      side.made++
    }
    const { pc } = side
    const what = effect.do
    after(1 + random() * OPERATION_MS, () => {
      if (pc.isClosed) return
      try {
        if (!isCalm() && random() < plan.opFails) throw new Error('failed')
        if (effect.do !== 'offer') {
          const { rolledBack } = pc.setRemote(effect.sdp)
          if (rolledBack) rollbacks++
          if (rolledBack && pc.found.length === 0 && !isCalm() && random() < plan.stuck) pc.isStuck = true
          for (const candidate of candidatesIn(effect.sdp.sdp)) pc.given.push(candidate)
        }
        const sdp = effect.do === 'settle' ? null : pc.setLocal(effect.do === 'offer' && effect.restart)
        feed(side, { on: 'done', generation, what, sdp })
        if (sdp && !pc.isStuck) gather(side, pc, generation)
      } catch {
        feed(side, { on: 'failed', generation, what })
      }
      needed(side, pc, generation)
    })
  }
  const gather = (side: Side, pc: FakePeerConnection, generation: number) => {
    const { fragment } = pc
    after(random() * 40, () => {
      if (pc.isClosed || pc.isStuck) return
      pc.gathering = 'complete'
      const candidate = `candidate:1 1 udp 1 10.0.0.1 ${pc.id} typ host ufrag ${fragment}`
      pc.found = [...pc.found, candidate]
      feed(side, { on: 'found', generation, candidate: { candidate, sdpMid: '0', usernameFragment: fragment } })
      feed(side, { on: 'state', generation, connection: pc.connection, gathering: pc.gathering })
    })
  }
  const needed = (side: Side, pc: FakePeerConnection, generation: number) => {
    after(1, () => {
      if (!pc.isClosed && pc.signalling === 'stable' && pc.local.current && pc.negotiated !== pc.tracks)
        feed(side, { on: 'needed', generation })
    })
  }
  const send = (from: Side, signal: Signal) => {
    quietAt = now
    if (now < from.awayUntil || now < otherOf(from).awayUntil) return undefined
    const to = otherOf(from)
    const arrive = () =>
      feed(to, 'sdp' in signal ? { on: 'description', sdp: signal.sdp } : { on: 'candidate', ...signal })
    if (isCalm()) return after(10, arrive)
    if (random() < plan.loss) return undefined
    const lateMs = 1 + random() * plan.lateMs
    const arriveAt = plan.isOrdered ? Math.max(now + lateMs, from.lastArrivesAt + 0.01) : now + lateMs
    from.lastArrivesAt = arriveAt
    after(arriveAt - now, arrive)
    if (!plan.isOrdered && random() < plan.doubled) after(1 + random() * plan.lateMs, arrive)
    return undefined
  }
  /** Do these two peer connections hear each other by what they were told? */
  const reaches = (side: Side): boolean => {
    const { pc } = side
    const other = otherOf(side).pc
    if (!pc || !other || pc.isStuck || other.isStuck || !pc.remote.current || !other.remote.current) return false
    const knows = (one: FakePeerConnection, two: FakePeerConnection) =>
      factsKnown(one.remote.current?.sdp ?? '').origin === String(two.id) &&
      one.fragmentOf(one.remote.current) === two.fragmentOf(two.local.current)
    const isGiven = (one: FakePeerConnection) =>
      one.given.some(({ candidate }) => candidate.endsWith(one.fragmentOf(one.remote.current)))
    return knows(pc, other) && knows(other, pc) && (isGiven(pc) || isGiven(other))
  }
  const look = () => {
    for (const side of sides) {
      const { pc } = side
      if (!pc || pc.isClosed || !pc.remote.current || !pc.local.current) continue
      const set = (connection: RTCPeerConnectionState) => {
        if (pc.connection === connection) return
        pc.connection = connection
        feed(side, { on: 'state', generation: side.machine.generation, connection, gathering: pc.gathering })
      }
      if (reaches(side)) {
        pc.badSince = null
        set('connected')
      } else {
        pc.badSince ??= now
        const badMs = now - pc.badSince
        if (badMs >= FAILS_MS) set('failed')
        else if (pc.connection === 'connected' && badMs >= NOTICED_MS) set('disconnected')
        else if (pc.connection === 'new' && !pc.isStuck && pc.given.length > 0) set('connecting')
      }
    }
    if (connectedAt === Infinity && sides.every(({ pc }) => pc?.connection === 'connected')) connectedAt = now
    if (now < CALM_MS + WATCHED_MS) after(isCalm() ? 4 * LOOKS_MS : LOOKS_MS, look)
  }
  const happen = ({ side: index, what }: Plan['events'][number]) => {
    const side = sides[index === 0 ? 0 : 1]
    const { pc, machine } = side
    if (what === 'track') {
      side.tracks++
      if (!pc) return
      pc.tracks++
      needed(side, pc, machine.generation)
    } else if (what === 'outage') {
      side.awayUntil = now + 6_000
      feed(side, { on: 'away' })
      after(6_000, () => {
        if (now >= side.awayUntil) feed(side, { on: 'back' })
      })
    } else if (what === 'cut') {
      // A way that breaks: ICE has to look for another.
      for (const one of sides) if (one.pc) one.pc.given = []
    } else if (what === 'anew') {
      // Another page of the same device, as far as the other side can tell.
      const { isPolite, isAway, generation } = machine
      side.machine = { ...newNegotiation(isPolite), isAway, generation }
      if (pc) pc.isClosed = true
      side.pc = null
      side.timers.clear()
      feed(side, { on: 'begin', offers: true })
    } else if (pc && pc.connection !== 'connected' && machine.phase !== 'closed') {
      // A peer connection that is stuck whatever happened to it.
      pc.isStuck = true
    }
  }
  sides.forEach((side, index) => feed(side, { on: 'begin', offers: plan.offers[index] === true }))
  for (const event of plan.events) after(event.at + 1, () => happen(event))
  look()

  for (;;) {
    let next = queue[0]
    if (!next) break
    for (const one of queue) if (one.at < next.at || (one.at === next.at && one.order < next.order)) next = one
    queue.splice(queue.indexOf(next), 1)
    if (next.at > CALM_MS + WATCHED_MS) break
    now = next.at
    next.run()
  }
  return { sides, quietAt, connectedAt, rollbacks, sent, log }
}

/** A small generator of chance that can be played again. */
function mulberry(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
