import { composer, expect, message, messages, say, test } from './test.ts'

test('[E2E5] the room is killed and comes back under two people: nothing lost, nothing doubled', async ({
  room,
  visit,
}) => {
  await room.person('ann')
  await room.person('ben')
  const ann = await visit({ as: 'ann' })
  const ben = await visit({ as: 'ben' })
  await say(ann, 'before 1')
  await expect(message(ben, 'before 1')).toBeVisible()

  await room.kill()
  const banner = ann.getByText('The room cannot be reached.', { exact: false }).first()
  await expect(banner).toBeVisible()
  await say(ann, 'while it was away 1')
  await say(ann, 'while it was away 2')
  await expect(message(ann, 'while it was away 2')).toBeVisible()
  await say(ben, 'ben speaks, too')

  await room.start()
  for (const page of [ann, ben]) {
    await expect(page.getByText('The room cannot be reached.', { exact: false })).toHaveCount(0, { timeout: 45_000 })
    for (const text of ['before 1', 'while it was away 1', 'while it was away 2', 'ben speaks, too'])
      await expect(message(page, text)).toHaveCount(1, { timeout: 45_000 })
  }
  await say(ben, 'and after')
  await expect(message(ann, 'and after')).toHaveCount(1)
  await expect(messages(ann)).toHaveCount(5)
})

test('[E2E6] a reload while messages wait: they arrive, each once, in order', async ({ room, visit }) => {
  await room.person('ann')
  const ann = await visit({ as: 'ann' })
  const ben = await room.person('ben')
  await room.kill()
  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await composer(ann).fill('a draft that nobody sent')
  await room.start()
  await ann.reload()
  await expect(messages(ann)).toHaveCount(3, { timeout: 30_000 })
  await expect(composer(ann)).toHaveValue('a draft that nobody sent')
  await expect(messages(ann)).toHaveText([/one/, /two/, /three/])
  const channels = (await ben.get('/api/channels')).body
  expect(channels).toMatchObject([{ last_seq: 3 }])
})

test('[E2E7] a second device of the same person stays in step', async ({ room, visit }) => {
  await room.person('ann')
  const ben = await room.person('ben')
  const desk = await visit({ as: 'ann' })
  const phone = await visit({ as: 'ann', viewport: { width: 390, height: 844 }, path: '/' })
  const channel = await ben.channel({ name: 'side' })
  const side = (page: typeof desk) => page.getByRole('link', { name: /side/ })
  await expect(side(phone)).toBeVisible()
  await ben.say(channel.id, 'Something new')
  await expect(side(desk)).toContainText('1')
  await expect(side(phone)).toContainText('1')
  await side(phone).click()
  await expect(message(phone, 'Something new')).toBeVisible()
  // Read on the phone: so it is on the desk.
  await expect(side(desk)).not.toContainText('1')
  await say(phone, 'said on the phone')
  await side(desk).click()
  await expect(message(desk, 'said on the phone')).toHaveCount(1)
})
