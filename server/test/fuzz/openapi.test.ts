import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { startRoom } from '../room.ts'

/** What the linter says and the contract wants so: one line each, with the reason. */
const JUSTIFIED = [
  // `/api/shareplay/{channel_id}/current` beside these two (contract, section 2): no channel is called `song`, ids are UUIDs.
  'no-ambiguous-paths #/paths/~1api~1shareplay~1song~1{song_id}',
  'no-ambiguous-paths #/paths/~1api~1shareplay~1thumbnail~1{item_id}',
  // An avatar's only success is a redirect to the file, a 302 (contract, section 2).
  'operation-2xx-response #/paths/~1api~1users~1{id}~1avatar/get/responses',
]

test('the OpenAPI file is clean under the recommended rules of a public linter', async () => {
  await using room = await startRoom()
  const source = (await room.nobody.get('/api/openapi.json')).text
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config })
  const found = problems.map(
    (problem) => `${problem.ruleId} ${problem.location.map((place) => place.pointer).join(' ')}`,
  )
  expect(found).toEqual(JUSTIFIED)
})
