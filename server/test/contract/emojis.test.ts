import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { measure, picture } from '../images.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Emoji, expectFields, TIME } from '../shapes.ts'

let room: TestRoom
let owner: Person
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  owner = await room.owner()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const put = async (who: Person, name: string, bytes?: Uint8Array<ArrayBuffer> | string) =>
  who.form('POST', '/api/emojis', { bytes: bytes ?? (await picture()), name: 'e.png', type: 'image/png' }, { name })
const list = async (who: Person) => (await who.get('/api/emojis')).as(z.array(Emoji))

test('[EM1] the list', async () => {
  await put(anna, 'listed')
  const row = (await list(bert)).find((one) => one.name === 'listed')
  // `url`: where the image lies, signed when files are private.
  expectFields(row, ['name', 'created_at', 'created_by'], ['url'])
  expect(row).toMatchObject({ name: 'listed', created_by: anna.id, created_at: expect.stringMatching(TIME) })
})

test('[EM2] POST gives status and name', async () => {
  expect((await put(anna, 'made')).body).toEqual({ status: 'ok', name: 'made' })
})

test('[EM3] names have lower case letters, digits, - and _ only', async () => {
  for (const name of ['Upper', 'with space', 'ümlaut', 'a/b', '..', '', 'dot.png', '😀', 'a:b']) {
    expectFailure(await put(anna, name), 400)
  }
  expect((await put(anna, 'a-1_b')).status).toBe(200)
})

test('[EM4] the image is a PNG of at most 64×64', async () => {
  await put(anna, 'large', await picture(300, 150, 'jpeg'))
  const reply = await room.nobody.get('/emojis/large/image')
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(await measure(reply.bytes)).toEqual({ format: 'png', width: 64, height: 32 })
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
})

test('[EM5] what is no raster image is a 415', async () => {
  expectFailure(await put(anna, 'text', 'just text'), 415)
  expectFailure(await put(anna, 'svg', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'), 415)
  expectFailure(await room.nobody.get('/emojis/text/image'), 404)
})

test('[EM6] DELETE by its creator or an admin is a 204', async () => {
  for (const who of [anna, owner]) {
    await put(anna, 'doomed')
    const reply = await who.delete('/api/emojis/doomed')
    expect([reply.status, reply.text]).toEqual([204, ''])
    expectFailure(await room.nobody.get('/emojis/doomed/image'), 404)
    expect((await list(anna)).map((one) => one.name)).not.toContain('doomed')
  }
})

test('[EM7] DELETE by anyone else is a 403, of an unknown one a 404', async () => {
  await put(anna, 'kept')
  expectFailure(await bert.delete('/api/emojis/kept'), 403)
  expectFailure(await bert.delete('/api/emojis/unknown'), 404)
  expect((await room.nobody.get('/emojis/kept/image')).status).toBe(200)
})
