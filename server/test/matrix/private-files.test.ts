import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { Emoji, PublicUser } from '../shapes.ts'
import { startCast } from './cast.ts'
import type { Cast, Role } from './cast.ts'
import { essence } from './essence.ts'
import { image } from './requests.ts'
import { ask, rowsOf } from './table.ts'
import type { Row } from './table.ts'

/**
 * Media routes with `--private-files`: by the bearer, by the media cookie (which outlives an access token, not its login
 * session), or by the signed URL. A message's file is its readers', pictures of people and emojis are everybody's who
 * is signed in, an upload that hangs on nothing is its uploader's.
 */
const ROWS = rowsOf(`
# what                     | situation | nobo gues memb read left mana owne admi insi expi revo
GET /files/{id}/{name}     | public    | 401  200  200  200  404  200  200  404  200  401  401
GET /files/{id}/{name}     | private   | 401  404  200  200  404  200  200  404  200  401  401
cookie                     | public    | 401  200  200  200  404  200  200  404  200  200  401
cookie                     | private   | 401  404  200  200  404  200  200  404  200  200  401
signed                     | public    | 200  200  200  200  200  200  200  200  200  200  200
signed                     | private   | 200  200  200  200  200  200  200  200  200  200  200
GET /files/{id}/{name}     | own       | -    200  200  200  200  200  200  200  200  -    -
GET /files/{id}/{name}     | unattached| 401  404  404  404  404  404  404  404  404  401  401
GET /files/{id}/{name}     | avatar    | 401  200  200  200  200  200  200  200  200  401  401
GET /emojis/{name}/image   | emoji     | 401  200  200  200  200  200  200  200  200  401  401
`)

let cast: Cast
let avatar: string
let emoji: string
let unattached: string
beforeAll(async () => {
  cast = await startCast({ privateFiles: true })
  const { bystander } = cast
  await bystander.ask('PUT', '/api/users/me/avatar', { raw: await image() })
  avatar = String((await bystander.get(`/api/users/${bystander.id}`)).as(PublicUser).avatar_url)
  await bystander.ask('POST', '/api/emojis', { raw: await image({ name: 'private' }) })
  const [one] = (await bystander.get('/api/emojis')).as(z.array(Emoji.extend({ url: z.string() })))
  emoji = one?.url ?? ''
  unattached = `/files/${await bystander.file('hangs on nothing', 'x.txt')}/x.txt`
})
afterAll(() => cast.close())

const bare = (url: string) => url.replace(/\?.*/, '')
const unknown = () => `/files/${randomUUID()}/secret.txt`
async function pathOf(row: Row, kind: { fileUrl: string }, person: Person | null): Promise<string> {
  if (row.what === 'signed') return kind.fileUrl
  if (row.situation === 'avatar') return bare(avatar)
  if (row.situation === 'emoji') return bare(emoji)
  if (row.situation === 'unattached') return unattached
  if (row.situation === 'own') return `/files/${(await person?.file('mine', 'm.txt')) ?? ''}/m.txt`
  return bare(kind.fileUrl)
}

async function cell(row: Row, role: Role): Promise<string> {
  const stage = await cast.stage(row.situation === 'private' ? 'private' : 'public', role)
  const byCookie = row.what === 'cookie' && stage.person !== null
  const credential = byCookie ? { bearer: null, headers: { cookie: stage.person.cookie } } : {}
  const get = (path: string, method = 'GET') => stage.caller.ask(method, path, credential)
  const path = await pathOf(row, stage, stage.person)
  const [reply, head] = [await get(path), await get(path, 'HEAD')]
  expect(head.status).toBe(reply.status)
  if (reply.status >= 400 && row.situation !== 'emoji') expect(essence(reply)).toEqual(essence(await get(unknown())))
  return String(reply.status)
}

describe('[PF5] [PF6] who gets which bytes', () => {
  test.each(ROWS)('$what ($situation)', async (row) => {
    expect(await ask(row, (role) => cell(row, role))).toEqual(row.cells)
  })
})

test('[ME5] the media cookie opens nothing but media routes, and those for GET and HEAD only', async () => {
  const { bystander } = cast
  const byCookie = (method: string, path: string) =>
    cast.room.nobody.ask(method, path, { headers: { cookie: bystander.cookie } })
  expect((await byCookie('GET', bare(avatar))).status).toBe(200)
  for (const path of ['/api/users/me', '/api/channels', '/api/invites']) {
    expect([path, (await byCookie('GET', path)).status]).toEqual([path, 401])
  }
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await byCookie(method, bare(avatar))).status).toBe(405)
})
