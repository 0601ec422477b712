import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { torture } from './torture/run.ts'

describe('killed with SIGKILL at random moments while its clients work', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stuffchat-torture-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('the room keeps what it acknowledged, once and in order', { timeout: 90_000 }, async () => {
    const tally = await torture({
      dataDir: join(folder, 'room'),
      cycles: 10,
      seed: Date.now() % 1e6,
      fullEvery: 5,
      onCycle: () => undefined,
    })
    expect(tally.findings.sentences).toEqual([])
    expect(tally.cycles).toBe(10)
    expect(tally.acknowledged).toBeGreaterThan(0)
  })

  test('the same look finds a room that now and then forgets what it acknowledged', { timeout: 120_000 }, async () => {
    const forgetful = pathToFileURL(join(import.meta.dirname, 'altered/forgetful.ts')).href
    let found = 0
    // On a slow machine a room may be killed before it has had anything to forget.
    for (let seed = 1; found === 0 && seed <= 6; seed += 1) {
      const looked = torture({
        dataDir: join(folder, `forgetful-${seed}`),
        cycles: 3,
        seed,
        fullEvery: 1,
        nodeArguments: ['--import', forgetful],
        onCycle: () => undefined,
      })
      // An account that was forgotten cannot even sign in: that ends the look at once.
      found = await looked.then(
        ({ findings }) => findings.count('lost') + findings.count('doubled') + findings.count('wrong'),
        (error: unknown) => (String(error).includes('bad_credentials') ? 1 : Promise.reject(error)),
      )
    }
    expect(found).toBeGreaterThan(0)
  })
})
