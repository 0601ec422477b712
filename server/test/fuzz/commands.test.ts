import process from 'node:process'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { commands } from '#protocol/commands.ts'
import { SHAREPLAY_ACTIONS } from '#protocol/shareplay.ts'
import { register } from '../client.ts'
import type { Person } from '../client.ts'
import { PASSWORD } from '../room.ts'
import { openBystander } from './bystander.ts'
import { DEEP_JSON, hostileText, hostileValue } from './hostile.ts'
import { startProcess } from './process.ts'
import type { RoomProcess } from './process.ts'

/** Frames are many to a run; a tenth of the runs of HTTP. */
const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 3_000) / 10)
const SEED = Number(process.env.FUZZ_SEED ?? 20_240_607)

let room: RoomProcess
let bystander: Awaited<ReturnType<typeof openBystander>>
let mallory: Person
let channels: string[]
let messages: string[]
beforeAll(async () => {
  room = await startProcess()
  bystander = await openBystander(room)
  const carl = await register(room.url, { username: 'carl', password: PASSWORD })
  mallory = await register(room.url, { username: 'mallory', password: PASSWORD })
  const shared = await mallory.channel({ name: 'shared', is_private: true, members: [carl.id] })
  // The last is private and not hers.
  channels = [shared.id, (await mallory.channel({ name: 'own', is_private: true })).id, bystander.channelId]
  const hers = (await mallory.say(shared.id, 'hers')).id
  messages = [hers, hers, (await carl.say(shared.id, 'his')).id, (await mallory.say(channels[1] ?? '', 'own')).id]
})
afterAll(async () => {
  await bystander[Symbol.asyncDispose]()
  await room[Symbol.asyncDispose]()
})

/** Larger ones end the connection with 1009 (128 KiB), which is not what is tried here; so many characters are at most that. */
const MOST = 40_000

/** Every command of the protocol, each of its fields right, wrong, or absent. */
function command(): fc.Arbitrary<string> {
  const users = [mallory.id, mallory.id, bystander.anna.id]
  const field = (name: string) => {
    if (name === 'channel_id') return fc.nat(5).map((n) => channels[n % channels.length] ?? '')
    if (name === 'to_user_id') return fc.constantFrom(...users)
    if (name === 'content') return fc.oneof(fc.lorem({ maxCount: 4 }), hostileText())
    if (name === 'client_id') return fc.uuid()
    if (name === 'reply_to') return fc.constantFrom(undefined, ...messages)
    if (name === 'data') return fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('0', 1, '0,1', '1:02', null))
    if (name === 'rev') return fc.option(fc.nat(20), { nil: undefined })
    if (name === 'item_id') return fc.option(fc.uuid(), { nil: undefined })
    if (name === 'action_type') return fc.constantFrom(...SHAREPLAY_ACTIONS, 'dance')
    if (['started', 'muted', 'deafened', 'sharing'].includes(name)) return fc.boolean()
    if (name === 'error_ms') return fc.option(fc.double({ min: -2e8, max: 2e8, noNaN: true }))
    if (name === 'state') return fc.constantFrom('playing', 'loading', 'blocked', 'failed', 'idle', 'dancing')
    if (name === 't0') return fc.double()
    return fc.oneof(hostileText(), hostileValue())
  }
  const one = Object.entries(commands).map(([type, schema]) => {
    const names = Object.keys(schema.shape).filter((name) => name !== 'type')
    const fields = Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof({ weight: 9, arbitrary: field(name) }, { weight: 1, arbitrary: hostileValue() }),
      ]),
    )
    return fc.record({ type: fc.constant(type), ...fields }, { requiredKeys: ['type'], noNullPrototype: true })
  })
  const strange = fc
    .tuple(fc.oneof(hostileText(), hostileValue()), hostileValue())
    .map(([type, rest]) => ({ ...(typeof rest === 'object' ? rest : { rest }), type }))
  return fc
    .oneof({ weight: 6, arbitrary: fc.oneof(...one) }, { weight: 1, arbitrary: strange })
    .map((frame) => JSON.stringify(frame).slice(0, MOST))
}
const rough = fc.oneof(
  hostileValue().map((value) => (JSON.stringify(value) ?? '').slice(0, MOST)),
  hostileText().map((text) => text.slice(0, MOST)),
  fc.constantFrom(...DEEP_JSON.map((text) => text.slice(0, MOST))),
  fc.constantFrom(
    '{"type":"ping","t0":1e999}',
    '{"type":"ping","t0":-0}',
    '{"type":"ping","type":"nonsense"}',
    '[{"type":"ping"}]',
    '\ufeff{"type":"ping"}',
  ),
)
const Answer = z.looseObject({ type: z.string() })

test(
  `${RUNS} times up to 20 frames`,
  async () => {
    const seen = new Map<string, number>()
    const property = fc.asyncProperty(
      fc.array(fc.oneof({ weight: 5, arbitrary: command() }, { weight: 1, arbitrary: rough }), {
        minLength: 1,
        maxLength: 20,
      }),
      async (frames) => {
        const socket = await mallory.connect()
        // Else hardly any of what belongs into a call, or to a queue, would be in one.
        socket.send({ type: 'join_call', channel_id: channels[0] })
        socket.send({ type: 'shareplay_action', channel_id: channels[0], action_type: 'add', data: 'x' })
        for (const frame of frames) socket.send(frame.toWellFormed())
        // No answer of all these may be a bug's, none may end the connection, and every answer is an event.
        await socket.settled()
        for (const event of socket.events) {
          const { type } = Answer.parse(event)
          seen.set(type, (seen.get(type) ?? 0) + 1)
          if (type === 'error')
            expect(event).toMatchObject({
              code: expect.stringMatching(/^(?!internal)[a-z0-9_]+$/),
              message: expect.any(String),
            })
        }
        await socket.terminate()
      },
    )
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
    console.info(JSON.stringify({ seed: SEED, runs: RUNS, events: Object.fromEntries(seen) }))
    const calls = ['room_state', 'voice_joined', 'voice_state', 'webrtc_signal', 'shareplay_update', 'shareplay_report']
    for (const type of ['message_created', 'typing', ...calls, 'pong', 'error']) {
      expect({ type, seen: seen.has(type) }).toEqual({ type, seen: true })
    }
    await bystander.check()
  },
  60_000 + RUNS * 100,
)
