import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { QUICK, command, run } from '../cli/command.ts'
import { register } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import { TIME } from '../shapes.ts'

const Finding = z.strictObject({
  id: z.string(),
  state: z.enum(['ok', 'warn', 'bad', 'unknown']),
  says: z.string().regex(/^\S.*[.”]$/),
  do: z
    .string()
    .regex(/^\S.*\S$/)
    .nullable(),
})
const Report = z.strictObject({
  at: z.string().regex(TIME),
  findings: z.array(Finding),
  addresses: z.array(z.strictObject({ address: z.string(), state: z.string(), says: z.string() })),
})
type Report = z.infer<typeof Report>
const bad = ({ findings }: Report) => findings.flatMap(({ id, state }) => (state === 'bad' ? [id] : []))
const at = (folder: string) => ['--data-dir', folder, '--json']

test('[DR1] [DR3] asked by an admin; a room on loopback alone is what is bad here', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  expect((await owner.get('/api/admin/doctor')).body).toEqual({ report: null })
  const [one, other] = await Promise.all([owner.post('/api/admin/doctor'), owner.post('/api/admin/doctor')])
  const { report } = one.as(z.object({ report: Report }))
  expect(other.body).toEqual({ report })
  expect((await owner.get('/api/admin/doctor')).body).toEqual({ report })
  expect(bad(report)).toEqual(['listening'])
  expect(report.findings[0]?.do).toContain('--host')
  const anna = await room.person('anna')
  for (const method of ['GET', 'POST']) expectFailure(await anna.ask(method, '/api/admin/doctor'), 403, 'admin_only')
})

test('[DR9] a clock behind what the room wrote before', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  // As after a battery that ran empty: the files are from the day after tomorrow.
  const later = new Date(Date.now() + 2 * 24 * 3600 * 1000)
  await utimes(join(room.dataDir, 'stuffchat.db'), later, later)
  const { report } = (await owner.post('/api/admin/doctor')).as(z.object({ report: Report }))
  expect(bad(report)).toEqual(['listening', 'clock'])
  expect(report.findings.find(({ id }) => id === 'clock')?.says).toContain('2 days')
})

test('[DR14] [DR10] the command line: a room that runs, one that does not, and a port that is taken', async () => {
  await using room = await startRoom()
  const beside = join(room.dataDir, 'beside')
  const stopped = await run(['doctor', ...at(beside), '--host', '127.0.0.1', '--port', String(room.port)])
  expect(bad(Report.parse(JSON.parse(stopped.out)))).toEqual(expect.arrayContaining(['port']))
  expect(stopped.code).toBe(1)

  await using own = command([...QUICK, ...at(beside)])
  const { url, port } = await own.listening()
  // Nobody can be asked for yet, so it looks by itself.
  const alone = Report.parse(JSON.parse((await run(['doctor', ...at(beside)])).out))
  expect(alone.findings.map(({ id }) => id)).not.toContain('room')
  expect(alone.findings.map(({ id }) => id)).not.toContain('firewall')
  await register(url, { username: 'owner', password: PASSWORD })
  const asked = await run(['doctor', ...at(beside)])
  expect(bad(Report.parse(JSON.parse(asked.out)))).toEqual(['listening'])
  expect(asked.out).toContain(`127.0.0.1 only`)
  expect(asked.code).toBe(1)
  const read = await run(['doctor', '--data-dir', beside])
  expect(read.out).toMatch(/^BAD {3}The room listens at 127\.0\.0\.1 only.*\n {6}Start it without --host/)

  // As a friend would: from outside.
  const there = await run(['doctor', `127.0.0.1:${port}`, '--json'])
  expect([there.code, bad(Report.parse(JSON.parse(there.out)))]).toEqual([0, []])
  own.kill('SIGTERM')
  await own.ended
  const gone = await run(['doctor', `127.0.0.1:${port}`, '--json'])
  expect([gone.code, bad(Report.parse(JSON.parse(gone.out)))]).toEqual([1, ['firewall']])
  expect((await run(['doctor', 'not an address'])).err).toContain('is no address')
})
