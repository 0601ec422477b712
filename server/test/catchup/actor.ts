import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { http } from '../client.ts'
import type { Http, Person, Reply } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { Changed, Message, Reaction } from '../shapes.ts'
import type { Random } from './random.ts'
import { createStore } from './store.ts'
import type { Known, Store } from './store.ts'

const Event = z.looseObject({ type: z.string() })
/** Of some 600 bytes each: most pages must fit into what the proxy lets a connection carry. */
const PAGE = 10
const RETRY_MS = 10
const CONNECT_MS = 5_000

/** A client as it should be: it keeps a history, retries what got no answer, and catches up whenever it comes back. */
export type Actor = {
  readonly store: Store
  /** `client_id`s that the server has acknowledged, each with the message that it stands for. */
  readonly posted: ReadonlyMap<string, string>
  readonly retries: number
  readonly reconnects: number
  /** One random thing, until it is done. */
  act(): Promise<void>
  /** Waits until nothing is missing up to that change. */
  reach(change: number): Promise<void>
  close(): void
}

export function createActor(deps: {
  person: Person
  url: string
  channelId: string
  random: Random
  newId(): string
}): Actor {
  const { person, channelId, random } = deps
  const store = createStore()
  const posted = new Map<string, string>()
  const remote = http(deps.url, () => person.auth.access_token)
  let [retries, reconnects] = [0, 0]
  let closed = false
  let broken: unknown = null
  /** The connection that has caught up. */
  let live: WebSocket | null = null

  /** The same again until there is an answer: a lost one says nothing about what the server did. */
  const insist = async (ask: (client: Http) => Promise<Reply>): Promise<Reply> => {
    for (;;) {
      try {
        return await ask(remote)
      } catch (error) {
        // A reply of the wrong form is a bug; only the network may fail.
        if (!(error instanceof TypeError)) throw error
        retries += 1
        await sleep(RETRY_MS)
      }
    }
  }

  /** Pages until nothing is left; ends early when the connection that it is for has gone. */
  const catchUp = async (isWanted: () => boolean) => {
    while (isWanted()) {
      const path = `/api/channels/${channelId}/messages?changed_after=${store.last}&limit=${PAGE}`
      const page = (await insist((client) => client.get(path))).as(z.array(Changed))
      // Merged all the same: what is read is read.
      store.merge(page)
      if (page.length === 0) return
    }
  }
  /** One after the other: that of a lost connection may not be through when the next begins. */
  let catching: Promise<void> = Promise.resolve()
  const connect = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${deps.url.replace('http', 'ws')}/ws?token=${person.auth.access_token}`, {
        handshakeTimeout: CONNECT_MS,
      })
      const early: z.infer<typeof Event>[] = []
      const guard = (step: () => void) => {
        try {
          step()
        } catch (error) {
          broken ??= error
          socket.terminate()
        }
      }
      socket.on('open', () => socket.send(JSON.stringify({ type: 'join', channel_id: channelId })))
      socket.on('message', (data: Buffer) => {
        const event = Event.parse(JSON.parse(data.toString()))
        if (live === socket) guard(() => store.apply(event))
        else early.push(event)
        if (event.type !== 'room_state') return
        // What comes from here on is kept aside until what came before is known.
        catching = catching.then(() => catchUp(() => socket.readyState === WebSocket.OPEN))
        catching.then(
          () => {
            if (socket.readyState !== WebSocket.OPEN) return
            guard(() => early.forEach((one) => store.apply(one)))
            live = socket
          },
          (error: unknown) => {
            broken ??= error
            socket.terminate()
          },
        )
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (live === socket) live = null
        resolve()
      })
    })
  const stayConnected = async () => {
    while (!closed && broken === null) {
      await connect()
      reconnects += 1
      await sleep(RETRY_MS)
    }
  }
  void stayConnected()

  const alive = (mine: boolean) =>
    store.all().filter((one) => (one.deleted_at ?? null) === null && (!mine || one.user_id === person.id))
  const post = async () => {
    const client_id = deps.newId()
    const content = `${person.username} ${client_id} ${'x'.repeat(random.below(200))}`
    let reply_to = random.below(4) === 0 ? random.pick(alive(false))?.id : undefined
    if (live !== null && random.below(3) === 0)
      live.send(JSON.stringify({ type: 'chat_message', channel_id: channelId, content, client_id, reply_to }))
    // A frame has no answer that would outlive the connection: to be sure, the same goes by POST.
    const ask = (client: Http) => client.post(`/api/channels/${channelId}/messages`, { content, client_id, reply_to })
    let reply = await insist(ask)
    if (reply.status === 400) {
      // Somebody has deleted what it answers.
      expectFailure(reply, 400, 'reply_invalid')
      reply_to = undefined
      reply = await insist(ask)
    }
    const message = reply.as(Message)
    posted.set(client_id, message.id)
    // A client that never got the first answer does this; so does one with two tabs.
    if (random.below(5) === 0) {
      const again = (await insist(ask)).as(Message)
      if (again.id !== message.id) throw new Error(`${client_id} was stored twice`)
    }
  }
  const edit = async ({ id }: Known) => {
    expectOneOf(
      await insist((client) => client.patch(`/api/messages/${id}`, { content: `edited ${random.below(1e6)}` })),
      200,
      404,
    )
  }
  const remove = async ({ id }: Known) => {
    expectOneOf(await insist((client) => client.delete(`/api/messages/${id}`)), 200, 404)
  }
  /** Toggling is not idempotent: without an answer, a client looks before it tries again. */
  const react = async ({ id }: Known) => {
    const emoji = random.pick(['👍', '🎉', ':x:']) ?? ''
    const path = `/api/messages/${id}/reactions`
    const has = (all: z.infer<typeof Reaction>[]) =>
      all.some((one) => one.emoji === emoji && one.users.includes(person.id))
    const before = await insist((client) => client.get(path))
    if (before.status === 404) return
    const wanted = !has(before.as(z.array(Reaction)))
    for (;;) {
      try {
        expectOneOf(await remote.put(`${path}/${encodeURIComponent(emoji)}`), 200, 404)
        return
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        retries += 1
      }
      const now = await insist((client) => client.get(path))
      if (now.status === 404 || has(now.as(z.array(Reaction))) === wanted) return
    }
  }

  return {
    store,
    posted,
    get retries() {
      return retries
    },
    get reconnects() {
      return reconnects
    },
    async act() {
      if (broken !== null) throw broken
      const dice = random.below(10)
      const target = random.pick(alive(dice < 8))
      if (dice < 5 || target === undefined) await post()
      else if (dice < 7) await edit(target)
      else if (dice < 8) await remove(target)
      else await react(target)
    },
    async reach(change) {
      for (const deadline = Date.now() + 10_000; store.last < change; await sleep(RETRY_MS)) {
        if (broken !== null) throw broken
        if (Date.now() > deadline) throw new Error(`${person.username} stays at change ${store.last} of ${change}`)
      }
    },
    close() {
      closed = true
      live?.close()
    },
  }
}

function expectOneOf(reply: Reply, ...statuses: number[]): void {
  if (!statuses.includes(reply.status)) throw new Error(`${reply.status} ${reply.text}`)
}
