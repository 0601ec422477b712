import { createChannel, registerAccounts } from './accounts.ts'
import type { Account } from './accounts.ts'
import { clientFrame } from './frames.ts'
import { must, openHttp, requestBytes } from './http.ts'
import { openSockets } from './load.ts'
import type { LoadSocket } from './load.ts'
import { seededRandom } from './stats.ts'
import type { Server } from './servers.ts'
import { within } from './scenario.ts'

const CONTENT_CHARS = 100
const VARIANTS = 64

/** A server with receivers at it, all of which hear every message; ours and the relay look alike from here. */
export type Crowd = {
  name: 'room' | 'relay'
  server: Server
  sockets: LoadSocket[]
  /** Prepared frames that make one message each. */
  frames: readonly Buffer[]
  /** Prepared POSTs that make one message each. */
  posts: readonly Buffer[]
  /** Opens sockets until there are `count`. */
  grow(count: number): Promise<void>
}

/** A room of `members` accounts, one per receiver, in one channel. */
export async function roomCrowd(server: Server, members: number): Promise<Crowd & { eventBytes: number }> {
  const { port } = server
  const [owner] = await registerAccounts(port, 1)
  if (owner === undefined) throw new Error('no owner')
  const channelId = await createChannel(port, owner.token, 'bench')
  const accounts = [owner, ...(await registerAccounts(port, members - 1, 1))]
  const contents = messageTexts(CONTENT_CHARS)
  const posts = contents.map((content) => {
    const body = JSON.stringify({ content })
    return requestBytes('POST', `/api/channels/${channelId}/messages`, { token: owner.token, body })
  })
  const frames = contents.map((content) =>
    clientFrame(Buffer.from(JSON.stringify({ type: 'chat_message', channel_id: channelId, content }))),
  )
  const crowd = crowdOf('room', server, (i) => `/ws?token=${tokenOf(accounts, i)}`, frames, posts)
  return { ...crowd, eventBytes: await measureEvent(crowd) }
}

/** The relay with as many receivers; its messages are as long as the room's events, since it forwards them as is. */
export function relayCrowd(server: Server, eventBytes: number): Crowd {
  const texts = messageTexts(eventBytes - 2).map((text) => JSON.stringify(text))
  const frames = texts.map((text) => clientFrame(Buffer.from(text)))
  const posts = texts.map((body) => requestBytes('POST', '/', { body }))
  const crowd = crowdOf('relay', server, () => '/', frames, posts)
  return crowd
}

function crowdOf(
  name: Crowd['name'],
  server: Server,
  path: (i: number) => string,
  frames: readonly Buffer[],
  posts: readonly Buffer[],
): Crowd {
  const sockets: LoadSocket[] = []
  return {
    name,
    server,
    sockets,
    frames,
    posts,
    async grow(count) {
      const more = { port: server.port, path, from: sockets.length }
      const opened = await openSockets(count - sockets.length, more)
      // Messages only: every other event of the room is shorter than one with this much content.
      for (const socket of opened) socket.frames.countFrom = 300
      sockets.push(...opened)
      // Whatever greets the newcomers, or tells others of them, is not part of what follows.
      await new Promise((resolve) => setTimeout(resolve, 500))
    },
  }
}

/** Posts one message and takes the length of the event that comes of it. */
async function measureEvent(crowd: Crowd): Promise<number> {
  await crowd.grow(1)
  const [socket] = crowd.sockets
  const [post] = crowd.posts
  if (socket === undefined || post === undefined) throw new Error('an empty crowd')
  const heard = new Promise<void>((resolve) => (socket.onMessages = () => resolve()))
  const http = openHttp(crowd.server.port)
  must(await http.request(post))
  await within(5_000, heard, () => 'the first message_created')
  http.close()
  return socket.frames.lastLength
}

function messageTexts(chars: number): string[] {
  const random = seededRandom(1)
  const letters = 'eeeeetttaaooiinnsshhrrddlucmfwygpbvk     '
  const letter = () => letters[Math.floor(random() * letters.length)]
  return Array.from({ length: VARIANTS }, () => `a${Array.from({ length: chars - 2 }, letter).join('')}z`)
}

function tokenOf(accounts: readonly Account[], i: number): string {
  const account = accounts[i % accounts.length]
  if (account === undefined) throw new Error('no account')
  return account.token
}
