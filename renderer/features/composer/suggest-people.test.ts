import { expect, test } from 'vitest'
import { suggestPeople } from './suggest-people.ts'

const people = ['moss', 'Ann Lee', 'annika', 'Élise', 'Lee'].map((username) => ({ id: username, username }))
const names = (query: string) => suggestPeople(people, query, 8).map(({ username }) => username)

test.each([
  ['', ['Ann Lee', 'annika', 'Élise', 'Lee', 'moss']],
  ['an', ['Ann Lee', 'annika']],
  ['ann l', ['Ann Lee']],
  ['le', ['Lee', 'Ann Lee']],
  ['eli', ['Élise']],
  ['ann, look', []],
  ['oss', []],
])('[UI-AUTOCOMPLETE] @%s', (query, expected) => expect(names(query)).toEqual(expected))
