import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createOrder } from './order.ts'

const settle = () => new Promise<void>((done) => setImmediate(done))
type Order = ReturnType<typeof createOrder<object>>

/** Stands for the writer: keeps what it is given in order, and commits when it is told. */
function createFakeWriter() {
  const queue: { commit(): void; fail(): void }[] = []
  return {
    write: (onCommit: () => void) =>
      new Promise<void>((resolve, reject) => {
        const commit = () => {
          onCommit()
          resolve()
        }
        queue.push({ commit, fail: () => reject(new Error('not written')) })
      }),
    commit: () => queue.shift()?.commit(),
    fail: () => queue.shift()?.fail(),
    get waiting() {
      return queue.length
    },
  }
}

/** One sender whose tasks leave their names in `effects` and in `errors`. */
function createScene(order: Order = createOrder<object>()) {
  const sender = {}
  const effects: string[] = []
  const errors: string[] = []
  const writer = createFakeWriter()
  const onError = (name: string) => (error: unknown) =>
    void errors.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  return {
    effects,
    errors,
    writer,
    write: (name: string) => order.run(sender, true, () => writer.write(() => effects.push(name)), onError(name)),
    act: (name: string) => order.run(sender, false, () => void effects.push(name), onError(name)),
    throws: (name: string, isWrite: boolean) =>
      order.run(
        sender,
        isWrite,
        () => {
          throw new Error('no')
        },
        onError(name),
      ),
  }
}

describe('one sender', () => {
  test('writes follow each other without waiting', () => {
    const scene = createScene()
    for (const name of ['a', 'b', 'c']) scene.write(name)
    expect(scene.writer.waiting).toBe(3)
  })

  test('everything else waits until the writes before it are on the disk, and happens at once without any', async () => {
    const scene = createScene()
    scene.act('first')
    expect(scene.effects).toEqual(['first'])
    scene.write('a')
    scene.write('b')
    scene.act('second')
    scene.writer.commit()
    await settle()
    expect(scene.effects).toEqual(['first', 'a'])
    scene.writer.commit()
    await settle()
    expect(scene.effects).toEqual(['first', 'a', 'b', 'second'])
  })

  test('a write does not overtake what waits before it', async () => {
    const scene = createScene()
    scene.write('a')
    scene.act('second')
    scene.write('b')
    expect(scene.writer.waiting).toBe(1)
    scene.writer.commit()
    await settle()
    expect([scene.effects, scene.writer.waiting]).toEqual([['a', 'second'], 1])
  })

  test('a write that fails, now or later, holds up nothing', async () => {
    const scene = createScene()
    scene.write('a')
    scene.throws('b', true)
    scene.throws('c', false)
    scene.act('d')
    scene.writer.fail()
    await settle()
    expect(scene.effects).toEqual(['d'])
    expect(scene.errors.toSorted()).toEqual(['a: not written', 'b: no', 'c: no'])
  })

  test('what is not a write and throws is told after the writes before it', async () => {
    const scene = createScene()
    scene.write('a')
    scene.throws('b', false)
    expect(scene.errors).toEqual([])
    scene.writer.commit()
    await settle()
    expect(scene.errors).toEqual(['b: no'])
  })

  test('twenty thousand that wait are worked off without a deep stack, in order', async () => {
    const scene = createScene()
    scene.write('a')
    for (let n = 0; n < 20_000; n += 1) scene.act(String(n))
    scene.writer.commit()
    await settle()
    expect(scene.effects.length).toBe(20_001)
    expect(scene.effects.at(-1)).toBe('19999')
  })
})

test('two senders do not wait for each other', () => {
  const order = createOrder<object>()
  const [one, other] = [createScene(order), createScene(order)]
  one.write('a')
  one.act('b')
  other.act('c')
  expect([one.effects, other.effects]).toEqual([[], ['c']])
})

test('whatever is sent, and whenever it is committed, effects and errors come in the order sent', async () => {
  const step = fc.constantFrom('write', 'act', 'throw in a write', 'throw', 'commit', 'fail')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const scene = createScene()
      const sent: string[] = []
      for (const [n, kind] of steps.entries()) {
        const name = String(n)
        if (kind === 'commit') scene.writer.commit()
        else if (kind === 'fail') scene.writer.fail()
        else {
          sent.push(name)
          if (kind === 'write') scene.write(name)
          else if (kind === 'act') scene.act(name)
          else scene.throws(name, kind === 'throw in a write')
        }
        if (n % 3 === 0) await settle()
      }
      for (await settle(); scene.writer.waiting > 0; await settle()) scene.writer.commit()
      const happened = new Set(scene.effects)
      expect(scene.effects).toEqual(sent.filter((name) => happened.has(name)))
      const failed = scene.errors.map((error) => error.split(':', 1).join())
      expect([...scene.effects, ...failed].toSorted()).toEqual(sent.toSorted())
    }),
    { numRuns: 300 },
  )
})
