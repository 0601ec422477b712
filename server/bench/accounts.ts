import { z } from 'zod'

import { must, openHttp, requestBytes } from './http.ts'
import type { HttpConnection } from './http.ts'

const Auth = z.object({ access_token: z.string(), user_id: z.string() })
const Id = z.object({ id: z.string() })
const password = 'bench bench bench'

export type Account = { token: string; userId: string }

/** Registers `count` accounts (the first of a new room becomes its owner), eight at a time. */
export async function registerAccounts(port: number, count: number, from = 0): Promise<Account[]> {
  const connections = Array.from({ length: 8 }, () => openHttp(port))
  const accounts: Account[] = []
  for (let i = 0; i < count; i += 8) {
    const batch = connections.slice(0, Math.min(8, count - i))
    const made = batch.map((http, k) => authenticate(http, 'register', { username: `bench${from + i + k}`, password }))
    accounts.push(...(await Promise.all(made)))
  }
  for (const http of connections) http.close()
  return accounts
}

/** A fresh token for the account that `registerAccounts` made as number `i`. */
export async function logIn(port: number, i = 0): Promise<Account> {
  const http = openHttp(port)
  const account = await authenticate(http, 'login', { username_or_email: `bench${i}`, password })
  http.close()
  return account
}

export async function createChannel(port: number, token: string, name: string): Promise<string> {
  const http = openHttp(port)
  const request = requestBytes('POST', '/api/channels', { token, body: JSON.stringify({ name }) })
  const { body } = must(await http.request(request))
  http.close()
  return Id.parse(JSON.parse(body.toString())).id
}

async function authenticate(http: HttpConnection, how: 'register' | 'login', body: object): Promise<Account> {
  const answer = must(await http.request(requestBytes('POST', `/api/auth/${how}`, { body: JSON.stringify(body) })))
  const { access_token: token, user_id: userId } = Auth.parse(JSON.parse(answer.body.toString()))
  return { token, userId }
}
