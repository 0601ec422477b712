import { expect, it } from 'vitest'
import { fakeClock } from '../../test/fakes.ts'
import type { LinkState, PeerView } from '../../voice/state.ts'
import { en } from '../../texts/en.ts'
import { CallNews, type Seen } from './call-news.ts'

const own = { state: 'on', isMuted: false, isDeafened: false, peers: [] } as const
const ann = (link: LinkState): PeerView => ({
  userId: 'ann',
  sessionId: 'hers',
  quality: null,
  volume: 1,
  link,
  isSpeaking: false,
  isMuted: false,
  isDeafened: false,
})
const seen = (more: Partial<Seen> = {}): Seen => ({
  call: own,
  others: [],
  speaking: [],
  nameOf: (id) => id,
  tellsSpeakers: true,
  ...more,
})
const create = () => {
  const clock = fakeClock()
  const news = new CallNews({ clock, texts: en.voice.news })
  return { clock, news, said: () => news.getSnapshot() }
}

it('tells who comes and goes, but not whom one found there', () => {
  const { news, said } = create()
  news.look(seen({ call: { ...own, state: 'joining' }, others: [] }))
  news.look(seen({ others: ['ann', 'bob'] }))
  expect(said().comings).toBe('')
  news.look(seen({ others: ['bob', 'cem', 'dee'] }))
  expect(said().comings).toBe('cem and dee joined the call. ann left the call.')
})

it('says nothing of comings while the room is away, since it knows of none', () => {
  const { news, said } = create()
  news.look(seen({ others: ['ann'] }))
  const away = { ...own, state: 'reconnecting', peers: [ann('connected')] } as const
  news.look(seen({ call: away, others: [] }))
  expect(said()).toMatchObject({ comings: '', own: 'The room is away. You still hear each other.' })
  news.look(seen({ others: ['ann'] }))
  expect(said()).toMatchObject({ comings: '', own: 'The room is back.' })
})

it('says that one is cut off where that is so, also when it turns out later', () => {
  const { news, said } = create()
  const look = (call: Partial<Seen['call']>) => {
    news.look(seen({ call: { ...own, ...call }, others: ['ann'] }))
    return said().own
  }
  look({ peers: [ann('recovering')] })
  expect(look({ state: 'reconnecting', peers: [ann('recovering')] })).toMatch('You are cut off from the call.')
  expect(look({ state: 'reconnecting', peers: [ann('connected')] })).toMatch('You still hear each other.')
  expect(look({ state: 'reconnecting', peers: [ann('failed')] })).toMatch('You are cut off from the call.')
  expect(look({ peers: [ann('failed')] })).toBe('The room is back.')
})

it('tells of a speaker once they go on, and of nobody when that is not wished', async () => {
  const { clock, news, said } = create()
  news.look(seen({ speaking: ['ann'] }))
  expect(said().speaker).toBe('')
  await clock.pass(600)
  expect(said().speaker).toBe('ann speaks.')

  const quiet = create()
  quiet.news.look(seen({ speaking: ['ann'], tellsSpeakers: false }))
  await quiet.clock.pass(60_000)
  expect(quiet.said().speaker).toBe('')
})

it('says nothing more once it is closed', async () => {
  const { clock, news, said } = create()
  news.look(seen({ speaking: ['ann'] }))
  news.close()
  await clock.pass(60_000)
  expect(said().speaker).toBe('')
})

it('tells what became of oneself, whoever did it', () => {
  const { news, said } = create()
  const look = (isMuted: boolean, isDeafened: boolean) => {
    news.look(seen({ call: { ...own, isMuted, isDeafened } }))
    return said().own
  }
  expect(look(false, false)).toBe('')
  expect(look(true, false)).toBe('You are muted.')
  expect(look(true, true)).toBe('You are deafened and muted.')
  expect(look(true, false)).toBe('You are no longer deafened.')
  expect(look(false, false)).toBe('You are no longer muted.')
})
