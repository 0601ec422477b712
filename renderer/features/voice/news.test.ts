import { expect, it } from 'vitest'
import { comings, noSpeakers, speakerNews } from './news.ts'

it('who was there at the first look has not come', () => {
  expect(comings(null, ['a', 'b'])).toEqual({ came: [], went: [] })
  expect(comings(['a', 'b'], ['b', 'c'])).toEqual({ came: ['c'], went: ['a'] })
})

it('a cough is no news; who goes on is told of once', () => {
  let { memory, tell, again } = speakerNews(noSpeakers, ['ann'], 1_000)
  expect([tell, again]).toEqual([null, 600])
  ;({ memory, tell, again } = speakerNews(memory, ['ann'], 1_600))
  expect([tell, again]).toEqual(['ann', null])
  ;({ tell, again } = speakerNews(memory, ['ann'], 60_000))
  expect([tell, again]).toEqual([null, null])

  const cough = speakerNews(speakerNews(noSpeakers, ['bob'], 0).memory, [], 300)
  expect([cough.tell, cough.again]).toEqual([null, null])
  expect(speakerNews(cough.memory, ['bob'], 700).tell).toBeNull()
})

it('in a quick exchange one is told no more often than every four seconds', () => {
  let memory = speakerNews(speakerNews(noSpeakers, ['ann'], 0).memory, ['ann'], 600).memory
  const told: [number, string][] = []
  for (let now = 700; now <= 20_000; now += 100) {
    const news = speakerNews(memory, [Math.floor(now / 1_000) % 2 === 0 ? 'ann' : 'bob'], now)
    memory = news.memory
    if (news.tell !== null) told.push([now, news.tell])
  }
  expect(told.length).toBeGreaterThan(1)
  for (const [at, [now]] of told.entries()) expect(now - (told[at - 1]?.[0] ?? 600)).toBeGreaterThanOrEqual(4_000)
})
