import { randomUUID } from 'node:crypto'
import process from 'node:process'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { startRoom } from '../room.ts'
import { Changed, Message } from '../shapes.ts'
import { createActor } from './actor.ts'
import { startProxy } from './proxy.ts'
import { createRandom } from './random.ts'
import { facts } from './store.ts'
import type { Known } from './store.ts'

const SEED = Number(process.env.CATCHUP_SEED ?? 4_711)
const ROUNDS = Number(process.env.CATCHUP_ROUNDS ?? 3)
const SECONDS = Number(process.env.CATCHUP_SECONDS ?? 2.5)
const CLIENTS = 5

/** Everything there is, without the proxy: by seq what lives, by change what ever was. */
async function fresh(reader: Person, channelId: string): Promise<{ history: Known[]; changes: Known[] }> {
  const pages = async (query: string, next: (one: Known) => number) => {
    const all: Known[] = []
    for (let after = 0; ;) {
      const page = (await reader.get(`/api/channels/${channelId}/messages?limit=200&${query}=${after}`)).as(
        z.array(Changed),
      )
      all.push(...page)
      const last = page.at(-1)
      if (last === undefined) return all
      after = next(last)
    }
  }
  return {
    history: await pages('after_seq', (one) => one.seq),
    changes: await pages('changed_after', (one) => one.change),
  }
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => SEED + round)

test.for(rounds)(
  'clients that are cut off at random end with the same history (seed %i)',
  { timeout: 20_000 + SECONDS * 2_000 },
  async (seed) => {
    const random = createRandom(seed)
    await using room = await startRoom({ limits: { connections_per_user: 1_000 } })
    const people = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => room.register(`client${n}`)))
    const [first] = people
    if (first === undefined) throw new Error('nobody')
    const { id } = await first.channel({
      name: 'wild',
      is_private: true,
      members: people.slice(1).map((one) => one.id),
    })
    await using proxy = await startProxy(room.port, random, { min: 100, max: 12_000 })
    const actors = people.map((person) =>
      createActor({ person, url: proxy.url, channelId: id, random, newId: randomUUID }),
    )

    const until = performance.now() + SECONDS * 1_000
    let acts = 0
    const busy = async (actor: (typeof actors)[number]) => {
      for (; performance.now() < until; acts += 1) await actor.act()
    }
    await Promise.all(actors.map(busy))
    proxy.calm()
    // One more, after which everybody knows that nothing is missing.
    const end = (await first.post(`/api/channels/${id}/messages`, { content: 'the end' })).as(Message)
    await Promise.all(actors.map((actor) => actor.reach(end.change)))

    const { history, changes } = await fresh(first, id)
    const whole = changes.toSorted((a, b) => a.seq - b.seq)
    const figures = { seed, acts, messages: whole.length, alive: history.length, changes: end.change, cuts: proxy.cuts }
    const sum = (of: (actor: (typeof actors)[number]) => number) =>
      actors.reduce((total, actor) => total + of(actor), 0)
    console.info(
      JSON.stringify({ ...figures, retries: sum((one) => one.retries), reconnects: sum((one) => one.reconnects) }),
    )

    // Without gaps, and each once.
    expect(whole.map((one) => one.seq)).toEqual(whole.map((_, at) => at + 1))
    expect(new Set(whole.map((one) => one.id)).size).toBe(whole.length)
    // The history is what lives of it.
    const living = whole.filter((one) => (one.deleted_at ?? null) === null)
    expect(history.map(facts)).toEqual(living.map(facts))
    for (const actor of actors) expect(actor.store.all().map(facts)).toEqual(whole.map(facts))
    // What was acknowledged is there, and no retry has made a second one.
    for (const actor of actors)
      for (const messageId of actor.posted.values()) expect(actor.store.get(messageId)).toBeDefined()
    const sent = new Set(actors.flatMap((actor) => [...actor.posted.keys()]))
    const stored = living.map((one) => one.client_id).filter((one) => one !== null)
    expect(new Set(stored).size).toBe(stored.length)
    expect(stored.filter((one) => !sent.has(one))).toEqual([])
    // Or nothing was tried: deletions, edits, reactions and cuts must all have happened.
    expect(living.length).toBeLessThan(whole.length)
    expect(living.some((one) => one.edited_at !== null) && living.some((one) => one.reactions.length > 0)).toBe(true)
    expect(proxy.cuts).toBeGreaterThan(20)
    for (const actor of actors) actor.close()
  },
)
