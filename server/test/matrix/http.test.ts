import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '#protocol/route.ts'
import { startServer } from '../../start.ts'
import type { Reply } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { Failure } from '../shapes.ts'
import { startCast } from './cast.ts'
import type { Cast, Role, Stage, Targets } from './cast.ts'
import { essence } from './essence.ts'
import { HTTP_ROWS } from './http-table.ts'
import { REQUESTS, image } from './requests.ts'
import type { Request } from './requests.ts'
import { ask } from './table.ts'
import type { Row } from './table.ts'

let cast: Cast
let routes: readonly Route[]
beforeAll(async () => {
  cast = await startCast()
  routes = await routesServed()
  await cast.bystander.ask('PUT', '/api/users/me/avatar', { raw: await image() })
})
afterAll(() => cast.close())

const nameOf = (route: Route) => `${route.method} ${route.path}`

async function routesServed(): Promise<readonly Route[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stuffchat-routes-'))
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, announce: false, logLevel: 'silent' })
  await server.close()
  await rm(dataDir, { recursive: true })
  return server.routes
}

let names = 0
const fresh = () => `m-${(names += 1)}`
const unknownTargets = (): Targets => ({
  channelId: randomUUID(),
  messageId: randomUUID(),
  fileUrl: `/files/${randomUUID()}/secret.txt`,
})
const send = (stage: Stage, { method, path, ...body }: Request) => stage.caller.ask(method, path, body)

async function request(row: Row, stage: Stage, targets: Targets): Promise<Request> {
  const make = REQUESTS[row.what]
  if (make === undefined) throw new Error(`no request for ${row.what}`)
  return make({ cast, stage, targets, situation: row.situation, fresh })
}

/** As the table writes it. */
function cellOf(reply: Reply): string {
  if (reply.status < 400) return String(reply.status)
  expectFailure(reply, reply.status)
  return `${reply.status}${reply.as(Failure, reply.status).code === 'not_a_member' ? 'n' : ''}`
}

/** The same request of things that nobody knows has the same answer, byte for byte, whatever its body is. */
async function expectHidden(row: Row, stage: Stage, targets: Targets): Promise<void> {
  const [known, unknown] = await Promise.all([request(row, stage, targets), request(row, stage, unknownTargets())])
  const bodies =
    known.method === 'GET' ? [{}] : [{}, { json: {} }, { raw: '{' }, { json: { name: 7, content: 7, add: 7 } }]
  for (const body of bodies) {
    const replies = await Promise.all([known, unknown].map((one) => send(stage, { ...one, ...body } as Request)))
    const [here, nowhere] = replies.map(essence)
    expect(here).toEqual(nowhere)
  }
}

async function cell(row: Row, role: Role): Promise<string> {
  const [kind, whose] = row.situation.split(' ')
  const isStaged = kind === 'public' || kind === 'private'
  const stage = isStaged ? await cast.stage(kind, role) : await bare(role)
  const targets = whose === 'own' ? { ...stage, messageId: stage.own ?? '' } : stage
  const reply = await send(stage, await request(row, stage, targets))
  if (kind === 'private' && reply.status === 404) await expectHidden(row, stage, targets)
  return cellOf(reply)
}

async function bare(role: Role): Promise<Stage> {
  const person = role === 'nobody' ? null : role === 'guest' ? await cast.room.person('guest') : cast.people[role]
  return { ...unknownTargets(), caller: person ?? cast.room.nobody, person, other: '', own: null }
}

test('[CV12] the table has a row for every route, and no other', () => {
  const served = routes.map(nameOf)
  expect(served.filter((name) => !HTTP_ROWS.some((row) => row.what === name))).toEqual([])
  expect(HTTP_ROWS.filter((row) => !served.includes(row.what)).map((row) => row.what)).toEqual([])
  expect(Object.keys(REQUESTS).filter((name) => !served.includes(name))).toEqual([])
})

describe('who may do what', () => {
  test.each(HTTP_ROWS)('$what ($situation)', async (row) => {
    expect(await ask(row, (role) => cell(row, role))).toEqual(row.cells)
  })
})

test('[CV12] [ER8] without a live session every route is a 401, whatever the body', async () => {
  const closed = routes.filter((route) => route.auth === 'user' || route.auth === 'admin')
  expect(closed.length).toBeGreaterThan(40)
  for (const route of closed) {
    const path = route.path.replaceAll(/\{\w+\}/g, 'x')
    for (const caller of [cast.room.nobody, cast.people.expired, cast.people.revoked]) {
      const body = route.method === 'GET' ? {} : { raw: '{"broken' }
      expectFailure(await caller.ask(route.method, path, body), 401)
    }
  }
})

test('[CH13] a deleted channel and its messages are unknown to everybody', async () => {
  const rows = HTTP_ROWS.filter((row) => /^public( other)?$/.test(row.situation) && !row.what.includes('/files/'))
  expect(rows.length).toBeGreaterThan(15)
  for (const role of ['member', 'owner', 'admin', 'insider'] as const) {
    const stage = await cast.stage('public', role)
    await cast.people.owner.delete(`/api/channels/${stage.channelId}`)
    for (const row of rows) {
      expect([row.what, cellOf(await send(stage, await request(row, stage, stage)))]).toEqual([row.what, '404'])
      await expectHidden(row, stage, stage)
    }
  }
})
