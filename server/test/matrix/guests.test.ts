import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person } from '../client.ts'
import type { Person } from '../client.ts'
import { Failure } from '../shapes.ts'
import { startCast } from './cast.ts'
import type { Cast, Stage } from './cast.ts'
import { HTTP_ROWS } from './http-table.ts'
import { REQUESTS, image } from './requests.ts'
import type { Row } from './table.ts'

/** Where somebody who came with a name alone is answered otherwise than a new member (the table's `guest`). */
const OTHERWISE: Record<string, string> = {
  'POST /api/auth/guest': '200',
  'POST /api/users/me/account': '200',
  'PUT /api/users/me/password': '403 guests_cannot',
  'POST /api/channels': '403 guests_cannot',
  'POST /api/invites': '403 guests_cannot',
  'POST /api/invites/short': '403 guests_cannot',
  'POST /api/emojis': '403 guests_cannot',
}
/** What a guest cannot have: an invitation and an emoji of their own, or a second login session. */
const IMPOSSIBLE = new Set(['DELETE /api/invites/{code}', 'DELETE /api/emojis/{name}', 'POST /api/auth/logout'])

let cast: Cast
beforeAll(async () => {
  cast = await startCast({ guests: true })
  await cast.bystander.ask('PUT', '/api/users/me/avatar', { raw: await image() })
})
afterAll(() => cast.close())

let names = 0
const fresh = () => `g-${(names += 1)}`
async function visitor(): Promise<Person> {
  const account = { username: fresh(), password: '' }
  return person(cast.room.url, account, await cast.room.nobody.post('/api/auth/guest', { username: account.username }))
}

async function stageFor(row: Row): Promise<Stage> {
  const [kind] = row.situation.split(' ')
  const someone = await visitor()
  const isStaged = kind === 'public' || kind === 'private'
  const nowhere = { channelId: '', messageId: '', fileUrl: '', other: '' }
  const staged = isStaged ? await cast.stage(kind, 'member') : { ...nowhere, own: null }
  const own = kind === 'public' ? (await someone.say(staged.channelId, 'word of a guest')).id : null
  return { ...staged, caller: someone, person: someone, own }
}

const rows = HTTP_ROWS.filter(
  (row) => row.cells.guest !== null && !(row.situation === 'own' && IMPOSSIBLE.has(row.what)),
)
describe('guests', () => {
  test.each(rows)('[GU16] $what ($situation)', async (row) => {
    const stage = await stageFor(row)
    const targets = row.situation.endsWith(' own') ? { ...stage, messageId: stage.own ?? '' } : stage
    const make = REQUESTS[row.what]
    if (!make) throw new Error(`no request for ${row.what}`)
    const { method, path, ...body } = await make({ cast, stage, targets, situation: row.situation, fresh })
    const reply = await stage.caller.ask(method, path, body)
    const expected = OTHERWISE[row.what]
    const said = reply.status >= 400 && expected?.includes(' ') ? ` ${reply.as(Failure, reply.status).code}` : ''
    expect(`${reply.status}${said}`).toBe(expected ?? row.cells.guest)
  })
})
