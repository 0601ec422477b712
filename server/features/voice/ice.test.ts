import { expect, test } from 'vitest'
import { parseIceServer } from './ice.ts'

test.each([
  ['stun:192.168.1.9', { urls: ['stun:192.168.1.9'] }],
  ['STUN:turn.example.org:3478', { urls: ['stun:turn.example.org:3478'] }],
  ['stuns:[fd00::9]:5349', { urls: ['stuns:[fd00::9]:5349'] }],
  ['turn:ann:se:cret@10.0.0.9:3478', { urls: ['turn:10.0.0.9:3478'], username: 'ann', credential: 'se:cret' }],
  [
    'turns:a%3Ab:c%40d@turn.example.org?transport=tcp',
    { urls: ['turns:turn.example.org?transport=tcp'], username: 'a:b', credential: 'c@d' },
  ],
])('%s', (text, server) => expect(parseIceServer(text)).toEqual(server))

test.each([
  '',
  'stun:',
  'http://stun.example.org',
  'stun:user:secret@host',
  'stun:host?transport=udp',
  'turn:host',
  'turn:user@host',
  'turn:a:%ff@host',
  'stun:host:0',
  'stun:host:65536',
  'stun:[fd00::9',
  'stun:[1:2]',
  'stun:a b',
  'stun:host/path',
])('%j is none', (text) => expect(parseIceServer(text)).toBeNull())
