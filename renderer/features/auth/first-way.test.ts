import { expect, test } from 'vitest'
import { firstWay } from './first-way.ts'

const stranger = { lastName: '', wasHere: false, hasCode: false, takesGuests: false }
test.each([
  ['a stranger signs up', stranger, 'up'],
  ['a stranger is asked for a name only, where that is enough', { ...stranger, takesGuests: true }, 'guest'],
  ['so is who follows an invitation', { ...stranger, takesGuests: true, hasCode: true }, 'guest'],
  ['who has an account signs in', { ...stranger, lastName: 'tern', takesGuests: true }, 'in'],
  ['an invitation is for somebody new', { ...stranger, lastName: 'tern', hasCode: true }, 'up'],
  ['whose session has ended signs in again', { ...stranger, lastName: 'tern', wasHere: true, hasCode: true }, 'in'],
  [
    'a guest whose session has ended comes as a guest again',
    { ...stranger, wasHere: true, takesGuests: true },
    'guest',
  ],
  ['and where guests are not taken any more, may sign up', { ...stranger, wasHere: true }, 'up'],
] as const)('%s', (_, known, way) => {
  expect(firstWay(known)).toBe(way)
})
