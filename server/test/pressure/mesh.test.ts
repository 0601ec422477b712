import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { register } from '../client.ts'
import type { Event, Person, Socket } from '../client.ts'
import { textOf } from '../socket.ts'
import { startProcess } from '../fuzz/process.ts'
import type { RoomProcess } from '../fuzz/process.ts'
import { PASSWORD } from '../room.ts'

const MOST = 32
/** As many as a laptop with a few networks gathers. */
const CANDIDATES = 8
const Signal = z.object({
  from_session_id: z.string(),
  data: z.union([
    z.object({ sdp: z.object({ type: z.enum(['offer', 'answer']), sdp: z.string() }) }),
    z.object({ candidate: z.object({ candidate: z.string() }) }),
  ]),
})

let room: RoomProcess
let people: Person[]
beforeAll(async () => {
  // A process of its own, with every limit as it is by default.
  room = await startProcess({ rates: 'on' })
  people = await Promise.all(
    Array.from({ length: MOST }, (_, n) => register(room.url, { username: `caller${n}`, password: PASSWORD })),
  )
})
afterAll(() => room[Symbol.asyncDispose]())

/** A description of the length that Chromium's have with one voice and one screen in them. */
const sdpOf = (n: number) => `v=0\r\no=- ${n} 2 IN IP4 127.0.0.1\r\n${'a=rtpmap:111 opus/48000/2\r\n'.repeat(220)}`

/**
 * One in the call: offers to everybody of whom it learns, as all do at the same time (glare); the one with the smaller
 * user id gives way and answers. Numbers what it sends to each, so that the receiver sees what is missing or doubled.
 */
function createCaller(socket: Socket, person: Person, channelId: string) {
  const known = new Set<string>()
  const sent = new Map<string, number>()
  const send = (userId: string, sessionId: string, make: (n: number) => object) => {
    const n = sent.get(sessionId) ?? 0
    sent.set(sessionId, n + 1)
    const to = { channel_id: channelId, to_user_id: userId, to_session_id: sessionId }
    socket.send({ type: 'webrtc_signal', ...to, data: make(n) })
  }
  const meet = (userId: string, sessionId: string) => {
    if (userId === person.id || known.has(sessionId)) return
    known.add(sessionId)
    send(userId, sessionId, (n) => ({ sdp: { type: 'offer', sdp: sdpOf(n) } }))
    for (let at = 0; at < CANDIDATES; at += 1) {
      send(userId, sessionId, (n) => ({ candidate: { candidate: `candidate:${n} 1 udp 2113937151 192.0.2.1 50000` } }))
    }
  }
  const Users = z.array(z.tuple([z.string(), z.string()]))
  return {
    socket,
    hear(event: Event) {
      if (event.type === 'room_state') for (const one of Users.parse(event.voice_users)) meet(...one)
      if (event.type === 'voice_joined') meet(textOf(event, 'user_id'), textOf(event, 'session_id'))
      if (event.type !== 'webrtc_signal') return
      const from = textOf(event, 'from_user_id')
      meet(from, textOf(event, 'from_session_id'))
      const { data, from_session_id: session } = Signal.parse(event)
      if ('sdp' in data && data.sdp.type === 'offer' && person.id < from) {
        send(from, session, (n) => ({ sdp: { type: 'answer', sdp: sdpOf(n) } }))
      }
    },
    /** What came from each, as kinds and numbers. */
    heard() {
      const from = new Map<string, string[]>()
      for (const event of socket.events.filter(({ type }) => type === 'webrtc_signal')) {
        const { from_session_id: session, data } = Signal.parse(event)
        const [kind, text] = 'sdp' in data ? [data.sdp.type, data.sdp.sdp] : ['candidate', data.candidate.candidate]
        const word = `${kind} ${/\d+/.exec(text.replace('v=0', ''))?.[0] ?? ''}`
        from.set(session, [...(from.get(session) ?? []), word])
      }
      return from
    },
  }
}

test.each([8, 16, 32])(
  '[SG1] a full mesh of %i: every signal comes once, and in order',
  async (size) => {
    const [host] = people
    if (!host) throw new Error('nobody came')
    const those = people.slice(0, size)
    const { id } = await host.channel({
      name: 'mesh',
      is_private: true,
      is_voice: true,
      members: those.slice(1).map((one) => one.id),
    })
    const callers = await Promise.all(those.map(async (person) => createCaller(await person.connect(), person, id)))
    // From both sides an offer and candidates, and one answer.
    const perPair = 2 * (1 + CANDIDATES) + 1
    const expected = ((size * (size - 1)) / 2) * perPair
    const { promise: all, resolve } = Promise.withResolvers<number>()
    let count = 0
    const began = performance.now()
    const delays: number[] = []
    for (const caller of callers) {
      caller.socket.ws.on('message', () => {
        const event = caller.socket.events.at(-1)
        if (!event) return
        caller.hear(event)
        if (event.type !== 'webrtc_signal') return
        count += 1
        delays.push(performance.now() - began)
        if (count === expected) resolve(performance.now() - began)
      })
    }
    for (const { socket } of callers) socket.send({ type: 'join_call', channel_id: id })
    // How long it takes is a figure; a machine that does much besides makes it many times as long.
    const took = await all
    // What is too much would come behind.
    for (const { socket } of callers) await socket.settled()

    for (const [at, caller] of callers.entries()) {
      const heard = caller.heard()
      expect(heard.size).toBe(size - 1)
      expect(caller.socket.events.filter(({ type }) => type === 'error')).toEqual([])
      for (const [other, person] of those.entries()) {
        if (other === at) continue
        const words = heard.get(callers[other]?.socket.id ?? '') ?? []
        const answers = words.filter((word) => word.startsWith('answer'))
        expect(words.filter((word) => !word.startsWith('answer')).map((word) => word.split(' ')[0])).toEqual([
          'offer',
          ...Array.from({ length: CANDIDATES }, () => 'candidate'),
        ])
        expect(answers).toHaveLength(person.id < (those[at]?.id ?? '') ? 1 : 0)
        expect(words.map((word) => Number(word.split(' ')[1]))).toEqual(words.map((_, n) => n))
      }
    }
    console.info(
      JSON.stringify({
        size,
        signals: expected,
        took_ms: Math.round(took),
        per_second: Math.round((expected / took) * 1_000),
      }),
    )
    for (const { socket } of callers) await socket.close()
  },
  60_000,
)
