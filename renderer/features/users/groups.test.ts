import { expect, it } from 'vitest'
import { groupPeople, shownStatus } from './groups.ts'

it('people are grouped by whether they are here, and sorted as people sort names', () => {
  const groups = groupPeople([
    { name: 'tern', status: 'online' },
    { name: 'Moss', status: 'dnd' },
    { name: 'seat 10', status: 'offline' },
    { name: 'seat 9', status: 'invisible' },
    { name: 'émile', status: 'online' },
  ])
  expect(groups.map(({ group, people }) => [group, people.map(({ name }) => name)])).toEqual([
    ['here', ['émile', 'Moss', 'tern']],
    ['offline', ['seat 9', 'seat 10']],
  ])
})
it('whoever is invisible looks offline', () => expect(shownStatus('invisible')).toBe('offline'))
