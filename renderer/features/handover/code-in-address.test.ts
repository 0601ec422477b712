import { describe, expect, test } from 'vitest'
import { encryptedUrl, handoverIn, takeHandoverCode } from './code-in-address.ts'

const CODE = 'x'.repeat(43)

describe('handoverIn', () => {
  test.each([
    [`#handover=${CODE}`, { code: CODE, isOurs: true }],
    ['#handover=', { code: null, isOurs: true }],
    ['#handover=<b>', { code: null, isOurs: true }],
    [`#handover=${'x'.repeat(500)}`, { code: null, isOurs: true }],
    ['#v=1&handover=y', { code: null, isOurs: false }],
    ['', { code: null, isOurs: false }],
  ])('%s', (hash, expected) => expect(handoverIn(hash)).toEqual(expected))
})

/** A window at an address, and what was written over it. */
function windowAt(address: string) {
  const written: unknown[] = []
  const location = new URL(address)
  const history = { state: { from: '/' }, replaceState: (...all: unknown[]) => written.push(all) }
  // Only what is read of it is there.
  const window = { location, history, isSecureContext: location.protocol === 'https:' } as unknown as Window
  return { window, written }
}

describe('takeHandoverCode', () => {
  test('takes it out of the address at once', () => {
    const { window, written } = windowAt(`https://192.0.2.7:22800/c/abc?m=1#handover=${CODE}`)
    expect(takeHandoverCode(window)).toBe(CODE)
    expect(written).toEqual([[{ from: '/' }, '', '/c/abc?m=1']])
  })
  test('takes it out, but does not use it, where the page is not encrypted', () => {
    const { window, written } = windowAt(`http://192.0.2.7:22800/#handover=${CODE}`)
    expect(takeHandoverCode(window)).toBeNull()
    expect(written).toHaveLength(1)
  })
  test('leaves other fragments as they are', () => {
    const { window, written } = windowAt('https://192.0.2.7:22800/join/#v=1&code=abc')
    expect(takeHandoverCode(window)).toBeNull()
    expect(written).toEqual([])
  })
})

describe('encryptedUrl', () => {
  const at = (address: string) => encryptedUrl(new URL(address) as unknown as Location, CODE)
  test('the same place, the same port', () => {
    expect(at('http://192.0.2.7:22800/c/abc?m=1')).toBe(`https://192.0.2.7:22800/c/abc?m=1#handover=${CODE}`)
    expect(at('http://[fd00::7]:22800/')).toBe(`https://[fd00::7]:22800/#handover=${CODE}`)
  })
  test('the port that an http address leaves out', () => {
    expect(at('http://room.local/')).toBe(`https://room.local:80/#handover=${CODE}`)
  })
})
