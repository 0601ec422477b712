/**
 * An independent client: it knows the contract and nothing of the server's code. `Person` is somebody with an
 * account, `Socket` one connection of theirs.
 */
import { z } from 'zod'
import { http } from './http.ts'
import type { FilePart, Http, Reply } from './http.ts'
import { AuthReply, Channel, FileReply, Message } from './shapes.ts'
import { openSocket } from './socket.ts'
import type { ConnectOptions, Socket } from './socket.ts'

export { bareRequest, http } from './http.ts'
export type { Ask, FilePart, Http, Reply } from './http.ts'
export { numberOf, Refused, textOf } from './socket.ts'
export type { Closed, ConnectOptions, Event, Socket } from './socket.ts'

export type Person = Http & {
  readonly id: string
  readonly username: string
  readonly password: string
  /** The newest auth reply; `login` and `refresh` replace it. */
  readonly auth: AuthReply
  /** `name=value` of the media cookie, as a browser would send it. */
  readonly cookie: string
  /** `query` is added to the token; a token in it replaces the person's own. */
  connect(query?: Record<string, string>, options?: ConnectOptions): Promise<Socket>
  upload(bytes: FilePart['bytes'], name: string, type?: string): Promise<Reply>
  /** Uploads and gives the file's id. */
  file(bytes: FilePart['bytes'], name: string, type?: string): Promise<string>
  channel(body: { name: string; is_voice?: boolean; is_private?: boolean; members?: string[] }): Promise<Channel>
  /** Posts and gives the stored message. */
  say(
    channelId: string,
    content: string,
    more?: { file_id?: string; client_id?: string; reply_to?: string },
  ): Promise<Message>
  /** One page; the query as it stands in the contract, newest first by default. */
  history(channelId: string, query?: Record<string, string>): Promise<Message[]>
  /** The same account again: another login session. */
  login(password?: string): Promise<Person>
  /** Rotates this person's tokens in place. */
  refresh(): Promise<AuthReply>
  logout(): Promise<Reply>
}

export type Account = { username: string; password: string }

/** Registers an account and throws unless that answers 200. */
export async function register(url: string, account: Account, more: Record<string, unknown> = {}): Promise<Person> {
  return person(url, account, await http(url).post('/api/auth/register', { ...account, ...more }))
}

/** Logs in and throws unless that answers 200. */
export async function login(url: string, { username, password }: Account): Promise<Person> {
  const answer = await http(url).post('/api/auth/login', { username_or_email: username, password })
  return person(url, { username, password }, answer)
}

/** The person that an auth reply speaks of. */
export function person(url: string, account: Account, answer: Reply): Person {
  let auth = answer.as(AuthReply)
  let cookie = cookieOf(answer)
  const verbs = http(url, () => auth.access_token)
  const upload: Person['upload'] = (bytes, name, type) =>
    verbs.form('POST', '/api/files', { bytes, name, ...(type === undefined ? {} : { type }) })
  return {
    ...verbs,
    ...account,
    id: auth.user_id,
    get auth() {
      return auth
    },
    get cookie() {
      return cookie
    },
    connect: (query, options) => openSocket(url, { token: auth.access_token, ...query }, options),
    upload,
    file: async (bytes, name, type) => (await upload(bytes, name, type)).as(FileReply).file_id,
    channel: async (body) => (await verbs.post('/api/channels', body)).as(Channel),
    say: async (channelId, content, more) =>
      (await verbs.post(`/api/channels/${channelId}/messages`, { content, ...more })).as(Message),
    history: async (channelId, query = {}) =>
      (await verbs.get(`/api/channels/${channelId}/messages?${new URLSearchParams(query).toString()}`)).as(
        z.array(Message),
      ),
    login: (password = account.password) => login(url, { username: account.username, password }),
    async refresh() {
      const { refresh_token_id, refresh_token } = auth
      const rotated = await http(url).post('/api/auth/refresh', { refresh_token_id, refresh_token })
      auth = rotated.as(AuthReply)
      cookie = cookieOf(rotated)
      return auth
    },
    logout: () => verbs.post('/api/auth/logout', { refresh_token_id: auth.refresh_token_id }),
  }
}

function cookieOf(answer: Reply): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1).join())
    .join('; ')
}
