import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { expect, test } from 'vitest'
import { encodeTcp, readAddress, readTcp } from './nat-pmp-packets.ts'
import { encodeAnnounce, encodeMap, readAnnounce, readMap } from './pcp-packets.ts'

const port = fc.integer({ min: 1, max: 65_535 })
const lifetimeS = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const address = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255))).map((bytes) => bytes.join('.'))
const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 })
const question = fc.record({ own: address, nonce, port, suggestedPort: port, suggestedAddress: address, lifetimeS })

/** As a router answers that gives what was asked for. */
function answerTo(request: Buffer, result: number, epochS: number): Buffer {
  const answer = Buffer.from(request)
  answer.writeUInt8(request.readUInt8(1) | 0x80, 1)
  answer.writeUInt8(result, 3)
  answer.writeUInt32BE(epochS, 8)
  answer.fill(0, 12, 24)
  return answer
}

test('PCP: the bytes of RFC 6887, sections 7.1 and 11.1', () => {
  const request = encodeMap({
    own: '192.168.1.24',
    nonce: Buffer.from('000102030405060708090a0b', 'hex'),
    port: 22_800,
    suggestedPort: 22_801,
    suggestedAddress: '0.0.0.0',
    lifetimeS: 7_200,
  })
  expect(request.toString('hex')).toBe(
    [
      '0201000000001c2000000000000000000000ffffc0a80118',
      '000102030405060708090a0b060000005910591100000000000000000000ffff00000000',
    ].join(''),
  )
  expect(encodeAnnounce('192.168.1.24').toString('hex')).toBe('020000000000000000000000000000000000ffffc0a80118')
})

test('PCP: an answer is read as it was written', () => {
  fc.assert(
    fc.property(question, fc.nat(255), lifetimeS, (asked, result, epochS) => {
      const answer = answerTo(encodeMap(asked), result, epochS)
      expect(readMap(answer, asked)).toEqual({
        result,
        epochS,
        lifetimeS: asked.lifetimeS,
        port: asked.port,
        externalPort: asked.suggestedPort,
        externalAddress: asked.suggestedAddress,
      })
      expect(readAnnounce(answer)).toBeNull()
      expect(readAnnounce(answerTo(encodeAnnounce(asked.own), result, epochS))).toMatchObject({ result, epochS })
    }),
  )
})

test('PCP: an answer to somebody else, to another question, or in another protocol is none', () => {
  fc.assert(
    fc.property(question, nonce, port, (asked, otherNonce, otherPort) => {
      const answer = answerTo(encodeMap(asked), 0, 1)
      fc.pre(!Buffer.from(otherNonce).equals(asked.nonce) && otherPort !== asked.port)
      expect(readMap(answer, { ...asked, nonce: otherNonce })).toBeNull()
      expect(readMap(answer, { ...asked, port: otherPort })).toBeNull()
      expect(readMap(encodeMap(asked), asked)).toBeNull()
      for (let length = 0; length < answer.length; length += 1)
        expect(readMap(answer.subarray(0, length), asked)).toBeNull()
    }),
    { numRuns: 30 },
  )
  // Section 9 of RFC 6886: how a router of NAT-PMP alone answers.
  expect(readAnnounce(Buffer.from('0080000100000010', 'hex'))).toBeNull()
})

test('whatever comes, reading does not throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_300 }), nonce, port, (bytes, own, asked) => {
      const packet = Buffer.from(bytes)
      const map = readMap(packet, { nonce: own, port: asked })
      expect(map === null || ipaddr.isValid(map.externalAddress)).toBe(true)
      readAnnounce(packet)
      readAddress(packet)
      readTcp(packet, asked)
    }),
  )
})

test('NAT-PMP: the bytes of RFC 6886, section 3, and back', () => {
  expect(encodeTcp({ port: 22_800, externalPort: 22_801, lifetimeS: 7_200 }).toString('hex')).toBe(
    '000200005910591100001c20',
  )
  fc.assert(
    fc.property(port, port, lifetimeS, fc.nat(65_535), (own, externalPort, seconds, result) => {
      const answer = Buffer.alloc(16)
      answer.writeUInt8(130, 1)
      answer.writeUInt16BE(result, 2)
      answer.writeUInt16BE(own, 8)
      answer.writeUInt16BE(externalPort, 10)
      answer.writeUInt32BE(seconds, 12)
      expect(readTcp(answer, own)).toEqual({ result, port: own, externalPort, lifetimeS: seconds })
      expect(readTcp(answer, own === 1 ? 2 : own - 1)).toBeNull()
      expect(readAddress(answer)).toBeNull()
    }),
  )
  expect(readAddress(Buffer.from('008000000000000105050501', 'hex'))).toEqual({ result: 0, address: '5.5.5.1' })
  // A refusal that ends early is one; a success that does is nothing.
  expect(readTcp(Buffer.from('0082000200000001', 'hex'), 7)).toMatchObject({ result: 2 })
  expect(readTcp(Buffer.from('0082000000000001', 'hex'), 7)).toBeNull()
})
