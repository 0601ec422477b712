import { describe, expect, test } from 'vitest'
import { destinationOf } from './destination.ts'

const at = (...addresses: string[]) => ({ kind: 'addresses', addresses, isMaybeCode: false })

describe('destinationOf', () => {
  test.each([
    ['  ', { kind: 'nothing' }],
    ['192.168.1.24', at('192.168.1.24:22800')],
    [' 192.168.1.24:4848 ', at('192.168.1.24:4848')],
    ['http://192.168.1.24:4848/', at('192.168.1.24:4848')],
    ['https://chat.example.org', at('chat.example.org:443', 'chat.example.org:22800')],
    ['fd00::2', at('[fd00::2]:22800')],
    ['[fd00::2]:4848', at('[fd00::2]:4848')],
    ['attic-pc.local', at('attic-pc.local:22800')],
    ['attic', { kind: 'addresses', addresses: ['attic:22800'], isMaybeCode: true }],
    ['482 917', { kind: 'digits', code: '482917' }],
    ['482-917', { kind: 'digits', code: '482917' }],
    ['48291', { kind: 'code', code: '48291' }],
    ['8c5f6c1e-94d6-4a51-b5b7-0a4b6f4d2a11', { kind: 'code', code: '8c5f6c1e-94d6-4a51-b5b7-0a4b6f4d2a11' }],
    ['k7Qe_9vD2', { kind: 'code', code: 'k7Qe_9vD2' }],
    ['two words', { kind: 'unclear' }],
    ['javascript:alert(1)', { kind: 'unclear' }],
  ])('%s', (text, expected) => expect(destinationOf(text)).toEqual(expected))

  test('an invitation in each of its forms', () => {
    const fields = 'v=1&code=abc'
    for (const link of [
      `stuffchat://join?v=1&a=192.168.1.24:22800&code=abc`,
      `http://192.168.1.24:22800/join/#${fields}`,
      'http://192.168.1.24:22800/join/abc',
    ])
      expect(destinationOf(link)).toEqual({ kind: 'invitation', link })
  })
  test('a damaged invitation says what is wrong with it', () => {
    expect(destinationOf('stuffchat://join?v=1&a=%')).toMatchObject({ kind: 'refused' })
    expect(destinationOf('http://192.168.1.24:22800/join/#v=9')).toMatchObject({ kind: 'refused' })
  })
})
