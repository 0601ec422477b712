import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { createLookup } from './lookup.ts'

const HERE: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }]

function slow() {
  const asked: { host: string; answer(error: Error | null, addresses: LookupAddress[]): void }[] = []
  const lookup = createLookup((host, _options, answer) => void asked.push({ host, answer }))
  const told: string[] = []
  const look = (host: string) =>
    lookup(host, { all: true }, (error, found) => told.push(`${host} ${error?.message ?? JSON.stringify(found)}`))
  return { asked, told, look, lookup }
}

test('names that nobody answers for take two threads at most, and each has its turn', () => {
  const { asked, told, look } = slow()
  for (let number = 1; number <= 10; number += 1) look(`room-${number}.test`)
  for (let number = 1; number <= 10; number += 1) look(`room-${number}.test`)
  expect(asked.map(({ host }) => host)).toEqual(['room-1.test', 'room-2.test'])
  for (let done = 0; done < asked.length; done += 1) {
    expect(asked.length - done).toBeLessThanOrEqual(2)
    asked[done]?.answer(new Error('none'), [])
  }
  expect(asked).toHaveLength(10)
  expect(told).toHaveLength(20)
})

test('a name that is being looked up is not looked up once more, and then is again', () => {
  const { asked, told, look } = slow()
  look('room.test')
  look('room.test')
  expect(asked).toHaveLength(1)
  asked[0]?.answer(null, HERE)
  expect(told).toEqual(Array.from({ length: 2 }, () => `room.test ${JSON.stringify(HERE)}`))
  look('room.test')
  expect(asked).toHaveLength(2)
})

test('whoever wants one address gets the first', () => {
  const { asked, lookup } = slow()
  const told: unknown[] = []
  lookup('room.test', {}, (error, address, family) => told.push(error, address, family))
  asked[0]?.answer(null, HERE)
  expect(told).toEqual([null, '127.0.0.1', 4])
})
