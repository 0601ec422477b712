import { expect, test } from 'vitest'
import { pathOf } from '../../app/place.ts'
import { invitationIn } from './link.ts'

test.each([
  'stuffchat://join?v=1&a=192.168.1.24:22800&code=abc',
  'http://192.168.1.24:22800/join/#v=1&code=a%20b',
  'http://192.168.1.24:22800/join/abc',
])('%s comes out of the address that the app gives it', (link) => {
  expect(invitationIn(`app://stuffchat${pathOf({ screen: 'join', link })}`)).toBe(link)
})
test('a followed one is the address', () => {
  const link = 'http://192.168.1.24:22800/join#v=1&code=abc'
  expect(invitationIn(link)).toBe(link)
  expect(invitationIn('http://h/join#%')).toBe('http://h/join#%')
})
