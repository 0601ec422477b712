import { describe, expect, it } from 'vitest'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { settle } from '../../test/fakes.ts'
import { fakeSocket, songOf } from '../../test/fake-music.ts'
import { type Outcome, SongAdds } from './song-adds.ts'

function setUp() {
  const socket = fakeSocket()
  const outcomes: Record<string, Outcome> = {}
  let queue: readonly ShareplayItem[] = []
  const adds = new SongAdds({ socket, userId: 'ann', queueOf: (channelId) => (channelId === 'c' ? queue : []) })
  const type = (text: string) => void adds.type('c', text)?.then((outcome) => (outcomes[text] = outcome))
  const back = () => adds.getSnapshot().map(({ text }) => text)
  const names = () => socket.sent.flatMap((one) => (one.type === 'shareplay_action' ? [one.data] : []))
  const has = (...items: ShareplayItem[]) => (queue = items)
  return { socket, adds, outcomes, type, back, names, has }
}
const refuse = (code: string) =>
  ({ type: 'error', code, message: `It said ${code}.`, in_reply_to: 'shareplay_action' }) as const

describe('what one adds to a queue', () => {
  it('is there once the room has done it, and not when the socket has taken it', async () => {
    const { socket, outcomes, type, names, back } = setUp()
    type('one')
    type('two')
    await settle()
    expect(names()).toEqual(['one', 'two'])
    expect(outcomes).toEqual({})
    socket.answer()
    await settle()
    expect(outcomes).toEqual({ one: 'there', two: 'there' })
    expect(back()).toEqual([])
  })
  it('is refused in the order in which it was sent, by what is said about adding', async () => {
    const { socket, outcomes, type, back } = setUp()
    type('one')
    type('two')
    socket.tell(refuse('stale'))
    socket.tell(refuse('seek_invalid'))
    socket.tell({ ...refuse('forbidden'), in_reply_to: 'chat_message' })
    socket.tell(refuse('queue_full'))
    socket.answer()
    await settle()
    expect(outcomes).toEqual({ one: { refused: 'It said queue_full.' }, two: 'there' })
    expect(back()).toEqual([])
  })
  it('comes back when the connection broke and it is not in the queue; nothing is sent twice', async () => {
    const { socket, adds, outcomes, type, names, back, has } = setUp()
    has(songOf('1', 'again'), { ...songOf('2', 'theirs'), added_by: 'ben' })
    for (const text of ['got', 'lost', 'again', 'theirs']) type(text)
    socket.sent.splice(0)
    socket.lose()
    expect(adds.add('c', 'later')).toBeNull()
    await settle()
    expect(outcomes).toEqual({})
    socket.open()
    has(songOf('1', 'again'), { ...songOf('2', 'theirs'), added_by: 'ben' }, songOf('3', 'got'))
    expect(names()).toEqual([])
    socket.answer()
    await settle()
    expect(outcomes).toEqual({ got: 'there', lost: 'lost', again: 'lost', theirs: 'lost' })
    expect(back()).toEqual(['lost', 'again', 'theirs'])
    const [first] = adds.getSnapshot()
    if (first) adds.take(first)
    expect(back()).toEqual(['again', 'theirs'])
  })
  it('of two of the same name one item tells of one', async () => {
    const { socket, adds, has } = setUp()
    const one = adds.add('c', 'same')
    const other = adds.add('c', 'same')
    socket.lose()
    socket.open()
    has(songOf('1', 'same'))
    socket.answer()
    expect([await one, await other]).toEqual(['there', 'lost'])
  })
  it('waits on while the new connection breaks too', async () => {
    const { socket, outcomes, type, has } = setUp()
    type('one')
    socket.lose()
    socket.open()
    socket.sent.splice(0)
    socket.lose()
    await settle()
    expect(outcomes).toEqual({})
    socket.open()
    has(songOf('1', 'one'))
    socket.answer()
    await settle()
    expect(outcomes).toEqual({ one: 'there' })
  })
})

describe('files that have arrived', () => {
  it('wait for the room, and come in their order', async () => {
    const { socket, adds, names } = setUp()
    socket.lose()
    const both = [adds.send({ channel_id: 'c', file_id: '1' }), adds.send({ channel_id: 'c', file_id: '2' })]
    expect(names()).toEqual([])
    socket.open()
    expect(names()).toEqual(['file:1', 'file:2'])
    socket.answer()
    expect(await Promise.all(both)).toEqual(['file:1', 'file:2'])
    adds.close()
  })
  it('say why when they do not get there', async () => {
    const { socket, adds, back } = setUp()
    const refused = adds.send({ channel_id: 'c', file_id: '1' })
    socket.tell(refuse('queue_full'))
    await expect(refused).rejects.toThrow('It said queue_full.')
    const lost = adds.send({ channel_id: 'c', file_id: '2' })
    socket.lose()
    socket.open()
    socket.answer()
    await expect(lost).rejects.toThrow('The connection broke')
    expect(back()).toEqual([])
  })
})
