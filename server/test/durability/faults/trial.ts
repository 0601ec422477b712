import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { http, login, register, textOf } from '../../client.ts'
import type { Person, Reply, Socket } from '../../client.ts'
import { Failure, FileReply, Message, PublicUser, show } from '../../shapes.ts'

export const KINDS = ['message', 'chat_message', 'upload', 'setting', 'registration'] as const
export type Kind = (typeof KINDS)[number]

/** One thing that somebody wanted stored, and what they were told. 0: nothing, the connection broke. */
export type Attempt = {
  kind: Kind
  word: string
  status: number
  said: string
  isFailure: boolean
  fileId: string | null
}

/** Somebody who wants things stored while the disk fails, and remembers what the answers were. */
export type Trial = {
  readonly attempts: readonly Attempt[]
  attempt(kind: Kind): Promise<Attempt>
  /** One of each. */
  round(): Promise<Attempt[]>
  /** The statuses of reads: health, channels, a page of history, a file if there is one. */
  reads(): Promise<number[]>
  /** Throws unless the room has all that was acknowledged, once, and nothing of what was refused. */
  check(url: string): Promise<void>
  close(): Promise<void>
}

const PASSWORD = 'correct horse battery'
const ROOM_FOR_ONE_PAGE = 'x'.repeat(6_000)
const Health = z.looseObject({ name: z.string() })

export async function createTrial(url: string): Promise<Trial> {
  const attempts: Attempt[] = []
  const owner = await register(url, { username: 'owner', password: PASSWORD })
  const { id: channelId } = await owner.channel({ name: 'hall' })
  const socket = await owner.connect()

  const ask = (kind: Kind, word: string): Promise<Reply> => {
    switch (kind) {
      case 'upload':
        return owner.upload(bytesOf(word), 'file.txt')
      case 'setting':
        return owner.patch('/api/admin/settings', { name: word })
      case 'registration':
        return http(url).post('/api/auth/register', { username: word, password: PASSWORD })
      default:
        return owner.post(`/api/channels/${channelId}/messages`, { content: textFor(word) })
    }
  }
  const answered = async (kind: Kind, word: string): Promise<Attempt> => {
    const about = { kind, word, fileId: null }
    try {
      const reply = await ask(kind, word)
      const fileId = kind === 'upload' && reply.status === 200 ? reply.as(FileReply).file_id : null
      const isFailure = Failure.safeParse(reply.body).success
      return { ...about, status: reply.status, said: show(reply.text), isFailure, fileId }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return {
        ...about,
        status: 0,
        said: show(error.cause instanceof Error ? error.cause.message : error.message),
        isFailure: false,
      }
    }
  }
  const attempt = async (kind: Kind) => {
    const word = `${kind.replace('_', '')}${attempts.length}`
    const made = kind === 'chat_message' ? await say(socket, channelId, word) : await answered(kind, word)
    attempts.push(made)
    return made
  }

  return {
    attempts,
    attempt,
    async round() {
      const made: Attempt[] = []
      for (const kind of KINDS) made.push(await attempt(kind))
      return made
    },
    async reads() {
      const fileId = attempts.find((one) => one.fileId !== null)?.fileId
      const paths = ['/api/health', '/api/channels', `/api/channels/${channelId}/messages?limit=5`]
      if (fileId) paths.push(`/files/${fileId}/x`)
      const statuses: number[] = []
      for (const path of paths) statuses.push((await owner.get(path)).status)
      return statuses
    },
    async check(newUrl) {
      const again = await login(newUrl, owner)
      const words = await storedWords(again, channelId)
      const wrong: string[] = []
      for (const one of attempts) {
        const times = await timesStored(again, words, one)
        const isRight = one.status === 200 ? times === 1 : one.status === 0 ? times <= 1 : times === 0
        if (!isRight) wrong.push(`${one.word} was answered with ${one.status} ${one.said} and is there ${times} times`)
      }
      const { name } = (await again.get('/api/health')).as(Health)
      const acknowledged = attempts.findLast((one) => one.kind === 'setting' && one.status === 200)?.word
      if (name !== acknowledged) wrong.push(`the room is called ${name}, not ${acknowledged}`)
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    },
    close: async () => void (await socket.close()),
  }
}

const bytesOf = (word: string) => `${word} ${ROOM_FOR_ONE_PAGE.repeat(10)}`
/** Long, so that each needs new space. */
const textFor = (word: string) => `${word} ${ROOM_FOR_ONE_PAGE}`

/** A frame has no status: what is told instead is `message_created`, or an `error` with a code. */
async function say(socket: Socket, channelId: string, word: string): Promise<Attempt> {
  const about = { kind: 'chat_message' as const, word, fileId: null }
  socket.send({ type: 'chat_message', channel_id: channelId, content: textFor(word), client_id: word })
  const event = await Promise.race([
    socket.next('message_created', (one) => one.client_id === word),
    socket.next('error', (one) => one.in_reply_to === word),
  ])
  if (event.type === 'message_created') return { ...about, status: 200, said: '', isFailure: false }
  const code = textOf(event, 'code')
  const status = { disk_full: 507, not_stored: 503, busy: 503 }[code] ?? 500
  return { ...about, status, said: code, isFailure: true }
}

async function storedWords(person: Person, channelId: string): Promise<string[]> {
  const words: string[] = []
  for (let last = 0; ;) {
    const page = (await person.get(`/api/channels/${channelId}/messages?after_seq=${last}&limit=200`)).as(
      z.array(Message),
    )
    for (const message of page) {
      if (message.seq !== last + 1) throw new Error(`seq ${message.seq} after ${last}`)
      last = message.seq
      words.push(message.content?.split(' ')[0] ?? '')
    }
    if (page.length < 200) return words
  }
}

async function timesStored(person: Person, messages: readonly string[], { kind, word, fileId, status }: Attempt) {
  switch (kind) {
    case 'upload': {
      if (fileId === null) return 0
      const answer = await person.get(`/files/${fileId}/x`)
      return answer.status === 200 && answer.text === bytesOf(word) ? 1 : 0
    }
    case 'registration': {
      const users = (await person.get('/api/users')).as(z.array(PublicUser))
      return users.filter(({ username }) => username === word).length
    }
    case 'setting':
      // Only the last one counts, and is looked at by itself.
      return status === 200 ? 1 : 0
    default:
      return messages.filter((one) => one === word).length
  }
}

/** Rounds until everything works again; throws when it does not within the time. */
export async function untilWell(trial: Trial, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const round = await trial.round()
    if (round.every(({ status }) => status === 200)) return
    if (performance.now() > deadline) throw new Error(`still: ${show(round.filter(({ status }) => status !== 200))}`)
    await sleep(100)
  }
}
