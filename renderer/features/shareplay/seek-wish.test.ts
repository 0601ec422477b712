import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/fakes.ts'
import { SeekWish } from './seek-wish.ts'

function setUp() {
  const clock = fakeClock()
  const sent: [string, number][] = []
  const wish = new SeekWish({ clock, seek: (itemId, seconds) => void sent.push([itemId, seconds]) })
  return { clock, sent, wish }
}

describe('where one points in a song', () => {
  it('is sent at once when a hand lets go, and shown until it is so', async () => {
    const { clock, sent, wish } = setUp()
    wish.take('a', 'pointer')
    wish.point('a', 10)
    wish.point('a', 20)
    expect(wish.getSnapshot()).toEqual({ itemId: 'a', seconds: 20 })
    expect(sent).toEqual([])
    wish.settle('a', 20)
    expect(sent).toEqual([['a', 20]])
    await clock.pass(1_999)
    expect(wish.getSnapshot()).toEqual({ itemId: 'a', seconds: 20 })
    await clock.pass(1)
    expect(wish.getSnapshot()).toBeNull()
    expect(sent).toHaveLength(1)
  })
  it('is one wish when keys follow each other quickly', async () => {
    const { clock, sent, wish } = setUp()
    for (const seconds of [5, 10, 15]) {
      wish.take('a', 'key')
      wish.settle('a', seconds)
      await clock.pass(200)
    }
    expect(sent).toEqual([])
    await clock.pass(100)
    expect(sent).toEqual([['a', 15]])
  })
  it('is not lost when the view goes before the keys have settled, and sent once', async () => {
    const { clock, sent, wish } = setUp()
    wish.take('a', 'key')
    wish.settle('a', 5)
    wish.close()
    wish.close()
    await clock.pass(5_000)
    expect(sent).toEqual([['a', 5]])
  })
  it('comes in order when a hand follows keys', async () => {
    const { clock, sent, wish } = setUp()
    wish.take('a', 'key')
    wish.settle('a', 5)
    wish.take('a', 'pointer')
    wish.settle('a', 50)
    await clock.pass(5_000)
    expect(sent).toEqual([
      ['a', 5],
      ['a', 50],
    ])
  })
  it('is never meant for the song that begins meanwhile', async () => {
    const { clock, sent, wish } = setUp()
    wish.take('a', 'pointer')
    wish.point('a', 20)
    wish.point('b', 25)
    wish.settle('b', 25)
    expect(wish.getSnapshot()).toEqual({ itemId: 'a', seconds: 20 })
    await clock.pass(5_000)
    expect(sent).toEqual([])
    wish.take('b', 'pointer')
    wish.settle('b', 25)
    expect(sent).toEqual([['b', 25]])
  })
})
