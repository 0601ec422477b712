import { describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import type { Event } from '#protocol/events.ts'
import { CLOSE, Connection } from './connection.ts'
import { textFrame } from './frames.ts'
import { createHub } from './hub.ts'

const KiB = 1_024
const LIMITS = {
  slow_reader_bytes: 10 * KiB,
  slow_reader_close_bytes: 20 * KiB,
  ping_interval_ms: 20_000,
  silence_ms: 45_000,
  header_timeout_ms: 15_000,
}
const [OPEN, CLOSING] = [1, 2]
const HALL = 'hall'

const soon = () => new Promise<void>((done) => setImmediate(done))
const lasting = (n: number): Event => ({ type: 'channel_deleted', channel_id: String(n) })
const ephemeral = (n: number): Event => ({ type: 'user_updated', user_id: String(n) })
const signal = (data: string): Event => ({
  type: 'webrtc_signal',
  channel_id: HALL,
  from_user_id: 'a',
  from_session_id: 'a1',
  to_session_id: null,
  data,
})
const bytesOf = (...events: Event[]) => Buffer.concat(events.map((event) => textFrame(JSON.stringify(event))))

/** A socket that remembers what was done to it, and keeps `unread` bytes for itself. */
function createFakeSocket() {
  const writes: Buffer[] = []
  const done: string[] = []
  const fake = {
    writes,
    done,
    unread: 0,
    readyState: OPEN,
    _receiver: { _state: 0, _bufferedBytes: 0, _fragmented: 0 },
    _socket: {
      destroyed: false,
      get writableLength() {
        return fake.unread
      },
      write: (data: Buffer) => void writes.push(data),
    },
    ping: () => void done.push('ping'),
    terminate: () => void done.push('terminate'),
    close(code: number, reason: string) {
      fake.readyState = CLOSING
      done.push(`close ${code} ${reason}`)
    },
    as: () => fake as unknown as WebSocket,
    get heard() {
      return Buffer.concat(writes)
    },
  }
  return fake
}

/** A hub, and connections named `user/session`. */
function createScene(members: Record<string, readonly string[]> = {}) {
  const maps = new Map(Object.entries(members).map(([id, users]) => [id, new Map(users.map((user) => [user, true]))]))
  const hub = createHub({ membersOf: (id) => maps.get(id) ?? new Map<string, boolean>() })
  const connect = (name: string, resumable = false) => {
    const [userId = '', sessionId = ''] = name.split('/')
    const connection = new Connection({ sessionId, userId, loginSessionId: `login of ${userId}`, resumable }, LIMITS, 0)
    const socket = createFakeSocket()
    connection.attach(socket.as(), 0)
    hub.add(connection)
    return { connection, socket }
  }
  return { hub, connect }
}

describe('who hears what', () => {
  const people = () => {
    const scene = createScene({ [HALL]: ['a', 'b', 'x', 'y', 'z'], small: ['b'] })
    const those = ['a/a1', 'a/a2', 'b/b1', 'c/c1'].map((name) => [name, scene.connect(name).socket] as const)
    const heard = () => {
      scene.hub.flush()
      return those.flatMap(([name, socket]) => socket.writes.map(() => name))
    }
    return { ...scene, heard }
  }

  test('everybody', () => {
    const { hub, heard } = people()
    hub.publish({ kind: 'all' }, lasting(1))
    expect(heard()).toEqual(['a/a1', 'a/a2', 'b/b1', 'c/c1'])
  })
  test('one connection, known or not', () => {
    const { hub, heard } = people()
    hub.publish({ kind: 'connection', sessionId: 'a2' }, lasting(1))
    hub.publish({ kind: 'connection', sessionId: 'nobody' }, lasting(2))
    expect(heard()).toEqual(['a/a2'])
  })
  test('users, all of their connections', () => {
    const { hub, heard } = people()
    hub.publish({ kind: 'users', userIds: new Set(['a', 'c', 'nobody']) }, lasting(1))
    expect(heard()).toEqual(['a/a1', 'a/a2', 'c/c1'])
  })
  test('members, whether they or the people here are fewer', () => {
    const many = people()
    many.hub.publish({ kind: 'members', channelId: HALL }, lasting(1))
    expect(many.heard()).toEqual(['a/a1', 'a/a2', 'b/b1'])
    const few = people()
    few.hub.publish({ kind: 'members', channelId: 'small' }, lasting(1))
    few.hub.publish({ kind: 'members', channelId: 'unknown' }, lasting(1))
    expect(few.heard()).toEqual(['b/b1'])
  })
  test('those who joined, and who acts, each once', () => {
    const { hub, heard } = people()
    hub.join('a1', HALL)
    hub.join('a1', HALL)
    hub.join('c1', HALL)
    hub.setCall('c1', HALL)
    hub.publish({ kind: 'joined', channelId: HALL, also: 'a1' }, lasting(1))
    expect(heard()).toEqual(['a/a1', 'c/c1'])
    hub.publish({ kind: 'joined', channelId: HALL, also: 'b1' }, lasting(2))
    expect(heard()).toEqual(['a/a1', 'a/a1', 'b/b1', 'c/c1', 'c/c1'])
  })
  test('who acts alone, where nobody has joined', () => {
    const { hub, heard } = people()
    hub.publish({ kind: 'joined', channelId: HALL, also: 'b1' }, lasting(1))
    hub.publish({ kind: 'joined', channelId: HALL, also: 'nobody' }, lasting(1))
    hub.publish({ kind: 'joined', channelId: HALL }, lasting(1))
    expect(heard()).toEqual(['b/b1'])
  })
})

describe('joined and in calls', () => {
  const hears = (scene: ReturnType<typeof createScene>, channelId: string) => {
    return scene.hub.joinedBy(channelId).map((peer) => peer.sessionId)
  }

  test('a call counts as having joined, and survives a leave; a join survives the call', () => {
    const scene = createScene()
    scene.connect('a/a1')
    scene.hub.join('a1', HALL)
    scene.hub.setCall('a1', HALL)
    scene.hub.leave('a1', HALL)
    expect(hears(scene, HALL)).toEqual(['a1'])
    scene.hub.setCall('a1', null)
    expect(hears(scene, HALL)).toEqual([])
    scene.hub.setCall('a1', HALL)
    scene.hub.join('a1', HALL)
    scene.hub.setCall('a1', null)
    expect(hears(scene, HALL)).toEqual(['a1'])
  })

  test('a second call leaves the first; the same again changes nothing', () => {
    const scene = createScene()
    scene.connect('a/a1')
    scene.hub.setCall('a1', HALL)
    scene.hub.setCall('a1', HALL)
    expect([scene.hub.callOf('a1'), hears(scene, HALL)]).toEqual([HALL, ['a1']])
    scene.hub.setCall('a1', 'attic')
    expect([scene.hub.callOf('a1'), hears(scene, HALL), hears(scene, 'attic')]).toEqual(['attic', [], ['a1']])
  })

  test('whoever goes is told of once, with all that it was in, and hears nothing more', () => {
    const scene = createScene()
    const { connection, socket } = scene.connect('a/a1')
    const gone: unknown[] = []
    scene.hub.onGone((peer, channels) => gone.push([peer.sessionId, channels]))
    for (const id of [HALL, 'attic']) scene.hub.join('a1', id)
    scene.hub.setCall('a1', 'cellar')
    scene.hub.remove(connection)
    scene.hub.remove(connection)
    expect(gone).toEqual([['a1', { joined: [HALL, 'attic'], call: 'cellar' }]])
    for (const id of [HALL, 'attic', 'cellar']) expect(hears(scene, id)).toEqual([])
    scene.hub.publish({ kind: 'all' }, lasting(1))
    scene.hub.join('a1', HALL)
    expect([hears(scene, HALL), scene.hub.size, scene.hub.countOf('a'), [...scene.hub.users()]]).toEqual([[], 0, 0, []])
    scene.hub.flush()
    expect(socket.writes).toEqual([])
  })

  test('joinedBy tells one user from the others', () => {
    const scene = createScene()
    for (const name of ['a/a1', 'a/a2', 'b/b1']) scene.connect(name)
    for (const id of ['a1', 'a2', 'b1']) scene.hub.join(id, HALL)
    expect(scene.hub.joinedBy(HALL, 'a').map((peer) => peer.sessionId)).toEqual(['a1', 'a2'])
    expect(scene.hub.connectionsOf('a').map((peer) => peer.sessionId)).toEqual(['a1', 'a2'])
    expect([scene.hub.countOf('a'), scene.hub.hasOpen('a'), scene.hub.hasOpen('c')]).toEqual([2, true, false])
  })
})

describe('one turn of the event loop', () => {
  test('is one write for each connection, of one buffer for all that heard the same', async () => {
    const scene = createScene()
    const sockets = ['a/a1', 'b/b1', 'c/c1'].map((name) => scene.connect(name).socket)
    for (let n = 0; n < 100; n += 1) scene.hub.publish({ kind: 'all' }, lasting(n))
    expect(sockets.flatMap((socket) => socket.writes)).toEqual([])
    await soon()
    expect(sockets.map((socket) => socket.writes.length)).toEqual([1, 1, 1])
    expect(new Set(sockets.map((socket) => socket.writes[0])).size).toBe(1)
    expect(sockets[0]?.heard).toEqual(bytesOf(...Array.from({ length: 100 }, (_, n) => lasting(n))))
    scene.hub.publish({ kind: 'all' }, lasting(100))
    await soon()
    expect(sockets.map((socket) => socket.writes.length)).toEqual([2, 2, 2])
  })

  test('ends early with flush, once', async () => {
    const scene = createScene()
    const { socket } = scene.connect('a/a1')
    scene.hub.publish({ kind: 'all' }, lasting(1))
    scene.hub.flush()
    scene.hub.flush()
    expect(socket.heard).toEqual(bytesOf(lasting(1)))
    scene.hub.publish({ kind: 'all' }, lasting(2))
    await soon()
    await soon()
    expect(socket.heard).toEqual(bytesOf(lasting(1), lasting(2)))
  })

  test('keeps the order of what each hears', async () => {
    const scene = createScene()
    const [one, other] = [scene.connect('a/a1').socket, scene.connect('b/b1').socket]
    scene.hub.publish({ kind: 'connection', sessionId: 'b1' }, lasting(0))
    scene.hub.publish({ kind: 'all' }, ephemeral(1))
    scene.hub.publish({ kind: 'connection', sessionId: 'a1' }, lasting(2))
    scene.hub.publish({ kind: 'all' }, lasting(3))
    await soon()
    expect(one.heard).toEqual(bytesOf(ephemeral(1), lasting(2), lasting(3)))
    expect(other.heard).toEqual(bytesOf(lasting(0), ephemeral(1), lasting(3)))
  })
})

describe('the end of a connection', () => {
  test('comes after what was gathered for it', async () => {
    const scene = createScene()
    const { connection, socket } = scene.connect('a/a1')
    scene.hub.publish({ kind: 'all' }, lasting(1))
    connection.close(CLOSE.restarting, 'server restarting')
    scene.hub.publish({ kind: 'all' }, lasting(2))
    await soon()
    expect([socket.heard, socket.done]).toEqual([bytesOf(lasting(1)), ['close 1012 server restarting']])
  })

  test('of somebody who lost access: what came before is heard, nothing after', async () => {
    const scene = createScene()
    const { connection, socket } = scene.connect('a/a1')
    scene.hub.publish({ kind: 'all' }, lasting(1))
    scene.hub.silence(connection)
    scene.hub.publish({ kind: 'all' }, lasting(2))
    await soon()
    expect(socket.heard).toEqual(bytesOf(lasting(1)))
  })
})

describe('a slow reader', () => {
  test('misses what is ephemeral beyond the first bound, and nothing else', () => {
    const scene = createScene()
    const { socket } = scene.connect('a/a1')
    socket.unread = LIMITS.slow_reader_bytes
    scene.hub.publish({ kind: 'all' }, ephemeral(1))
    scene.hub.flush()
    socket.unread += 1
    for (const event of [ephemeral(2), lasting(3), signal('offer'), ephemeral(4)]) {
      scene.hub.publish({ kind: 'all' }, event)
    }
    scene.hub.flush()
    expect(socket.heard).toEqual(bytesOf(ephemeral(1), lasting(3), signal('offer')))
    expect(socket.done).toEqual([])
  })

  test('is closed with 1013 beyond the second, and the others hear on', () => {
    const scene = createScene()
    const [slow, quick] = [scene.connect('a/a1').socket, scene.connect('b/b1').socket]
    slow.unread = LIMITS.slow_reader_close_bytes
    scene.hub.publish({ kind: 'all' }, lasting(1))
    scene.hub.flush()
    expect([slow.heard, slow.done]).toEqual([bytesOf(lasting(1)), []])
    slow.unread += 1
    scene.hub.publish({ kind: 'all' }, lasting(2))
    scene.hub.flush()
    scene.hub.publish({ kind: 'all' }, lasting(3))
    scene.hub.flush()
    expect(slow.heard).toEqual(bytesOf(lasting(1)))
    expect(slow.done.filter((what) => what !== 'close 1013 too slow')).toEqual([])
    expect(quick.heard).toEqual(bytesOf(lasting(1), lasting(2), lasting(3)))
  })

  test('is closed once, however much is still published', () => {
    const scene = createScene()
    const { socket } = scene.connect('a/a1')
    socket.unread = LIMITS.slow_reader_close_bytes + 1
    for (let n = 0; n < 1_000; n += 1) {
      scene.hub.publish({ kind: 'all' }, lasting(n))
      scene.hub.flush()
    }
    expect(socket.done).toEqual(['close 1013 too slow'])
  })
})

describe('a connection without a socket', () => {
  test('keeps signals in their order, up to 512 KiB, and nothing else', () => {
    const scene = createScene()
    const { connection, socket } = scene.connect('a/a1', true)
    connection.detach()
    expect([connection.isOpen, scene.hub.hasOpen('a'), scene.hub.countOf('a')]).toEqual([false, false, 1])
    for (const event of [lasting(1), signal('offer'), ephemeral(2), signal('candidate')]) {
      scene.hub.publish({ kind: 'all' }, event)
    }
    scene.hub.flush()
    expect(Buffer.concat(connection.takeHeld())).toEqual(bytesOf(signal('offer'), signal('candidate')))
    expect(connection.takeHeld()).toEqual([])
    const large = signal('x'.repeat(60 * KiB))
    for (let n = 0; n < 20; n += 1) scene.hub.publish({ kind: 'all' }, large)
    const held = connection.takeHeld()
    expect(held.length).toBe(8)
    expect(Buffer.concat(held).length).toBeLessThanOrEqual(512 * KiB)
    expect(socket.writes).toEqual([])
  })

  test('that gets another socket cuts the former off and speaks through the new one', () => {
    const scene = createScene()
    const { connection, socket: former } = scene.connect('a/a1', true)
    const next = createFakeSocket()
    connection.attach(next.as(), 0)
    expect(former.done).toEqual(['terminate'])
    expect([connection.has(former.as()), connection.has(next.as())]).toEqual([false, true])
    scene.hub.publish({ kind: 'all' }, lasting(1))
    scene.hub.flush()
    expect([former.writes, next.heard]).toEqual([[], bytesOf(lasting(1))])
  })

  test('loses no signal that came in the turn in which its socket went', () => {
    const scene = createScene()
    const { connection } = scene.connect('a/a1', true)
    scene.hub.publish({ kind: 'all' }, signal('offer'))
    connection.detach()
    scene.hub.publish({ kind: 'all' }, signal('candidate'))
    scene.hub.flush()
    expect(Buffer.concat(connection.takeHeld())).toEqual(bytesOf(signal('offer'), signal('candidate')))
  })
})

describe('looking after a connection', () => {
  test('pings it at every interval, and drops it after the silence', () => {
    const { connection, socket } = createScene().connect('a/a1')
    for (const at of [19_999, 20_000, 20_001, 39_999, 40_000]) connection.check(at)
    expect(socket.done).toEqual(['ping', 'ping'])
    connection.check(44_999)
    expect(socket.done).toEqual(['ping', 'ping'])
    connection.check(45_000)
    expect(socket.done).toEqual(['ping', 'ping', 'terminate'])
  })
  test('hears of it: the silence begins anew', () => {
    const { connection, socket } = createScene().connect('a/a1')
    connection.heard(40_000)
    connection.check(84_999)
    expect(socket.done).toEqual(['ping'])
  })
  test('cuts off a frame that never ends, and not one that does', () => {
    const { connection, socket } = createScene().connect('a/a1')
    socket._receiver._state = 5
    connection.check(1_000)
    connection.heard(10_000)
    socket._receiver._state = 0
    connection.check(15_000)
    socket._receiver._fragmented = 1
    connection.check(16_000)
    connection.heard(30_000)
    connection.check(30_999)
    expect(socket.done.filter((what) => what === 'terminate')).toEqual([])
    connection.check(31_000)
    expect(socket.done.filter((what) => what === 'terminate')).toEqual(['terminate'])
  })
  test('pings nobody who is leaving', () => {
    const { connection, socket } = createScene().connect('a/a1')
    connection.close(CLOSE.normal, '')
    connection.check(30_000)
    expect(socket.done).toEqual(['close 1000 '])
  })
})
