import { expect, test } from 'vitest'
import { createHostCheck, createOriginCheck } from './origin.ts'

const isOurs = createHostCheck({
  names: ['https://chat.example.org', 'Other.Example.net:8080', 'bücher.example', 'https://[2001:db8::5]:1'],
  ownNames: ['Gaming-PC.fritz.box', 'gaming-pc.'],
})

test.each([
  '127.0.0.1',
  '192.168.1.5:22800',
  '[::1]',
  '[::1]:22800',
  '[2001:DB8::1]:22800',
  '[::ffff:192.0.2.1]',
  'localhost',
  'LOCALHOST:22800',
  'localhost.',
  'room.localhost:1',
  'gaming-pc.local',
  'Gaming-PC.LOCAL.:22800',
  'gaming-pc',
  'GAMING-PC:22800',
  'gaming-pc.fritz.box',
  'gaming-pc.fritz.box.',
  'chat.example.org',
  'CHAT.example.org:443',
  'other.example.net',
  'xn--bcher-kva.example',
])('Host %s is ours', (host) => {
  expect(isOurs(host)).toBe(true)
})

test.each([
  undefined,
  '',
  ' ',
  ':22800',
  'evil.example',
  'chat.example.org.evil.example',
  'evilchat.example.org',
  'local.evil.example',
  'evil-local',
  'xlocalhost',
  'gaming-pc.evil.example',
  'fritz.box',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io',
  '0x7f.1',
  '2130706433',
  '999.1.1.1',
  '::1',
  '[::1',
  '[::zz]',
  '[1.2.3.4]',
  'localhost:',
  'localhost:abc',
  'localhost:1:2',
  'localhost/evil',
  'user@localhost',
  'localhost\r\nx: y',
  'localhost..',
])('Host %j is not ours', (host) => {
  expect(isOurs(host)).toBe(false)
})

test('a name that is none is refused with a sentence', () => {
  expect(() => createHostCheck({ names: ['a b'], ownNames: [] })).toThrow('"a b" is not a host name')
})

const judge = createOriginCheck({ origins: ['https://Chat.example.org/', 'http://lan:8080', 'capacitor://localhost'] })

test.each([
  [undefined, 'localhost:22800', false, 'none'],
  ['http://localhost:22800', 'localhost:22800', false, 'own'],
  ['http://LOCALHOST:22800', 'Localhost:22800', false, 'own'],
  ['https://localhost:22800', 'localhost:22800', true, 'own'],
  ['http://[::1]:22800', '[::1]:22800', false, 'own'],
  ['http://gaming-pc.local', 'gaming-pc.local', false, 'own'],
  ['http://gaming-pc.local', 'gaming-pc.local:80', false, 'own'],
  ['https://gaming-pc.local', 'gaming-pc.local:443', true, 'own'],
  ['app://stuffchat', 'localhost:22800', true, 'allowed'],
  ['https://chat.example.org', 'localhost:22800', false, 'allowed'],
  ['http://lan:8080', 'localhost:22800', false, 'allowed'],
  ['capacitor://localhost', 'localhost:22800', false, 'allowed'],
  // A page that came in clear is not the one that came encrypted.
  ['http://localhost:22800', 'localhost:22800', true, 'refused'],
  ['https://localhost:22800', 'localhost:22800', false, 'refused'],
  ['http://localhost:3000', 'localhost:22800', false, 'refused'],
  ['http://localhost', 'localhost:22800', false, 'refused'],
  ['https://gaming-pc.local', 'gaming-pc.local:80', true, 'refused'],
  ['http://chat.example.org', 'localhost:22800', false, 'refused'],
  ['https://chat.example.org.evil.example', 'localhost:22800', false, 'refused'],
  ['https://evil.example', 'localhost:22800', false, 'refused'],
  ['app://evil', 'localhost:22800', false, 'refused'],
  ['app://stuffchat.evil', 'localhost:22800', false, 'refused'],
  ['null', 'localhost:22800', false, 'refused'],
  ['null', undefined, false, 'refused'],
  ['', '', false, 'refused'],
  ['http://', '', false, 'refused'],
  ['file://', 'localhost:22800', false, 'refused'],
])('Origin %j on Host %j (encrypted: %j) is %s', (origin, host, encrypted, verdict) => {
  expect(judge(origin, host, encrypted)).toBe(verdict)
})

test.each(['mailto:a@b', 'nonsense'])('the origin %j is refused with a sentence', (origin) => {
  expect(() => createOriginCheck({ origins: [origin] })).toThrow(`"${origin}" is not an origin`)
})
