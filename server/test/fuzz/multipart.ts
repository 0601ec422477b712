/** Multipart bodies (RFC 7578), well formed and otherwise. */
import fc from 'fast-check'
import { hostileText } from './hostile.ts'

export type Part = { headers: string; content: Buffer }

export const filePart = (content: Buffer | string, filename = 'a.txt', name = 'file', type = 'text/plain'): Part => ({
  headers: `content-disposition: form-data; name="${name}"; filename="${filename}"\r\ncontent-type: ${type}`,
  content: Buffer.from(content),
})
export const textPart = (name: string, content: string): Part => ({
  headers: `content-disposition: form-data; name="${name}"`,
  content: Buffer.from(content),
})

/** The body of these parts; `end` can be left out. */
export function join(boundary: string, parts: readonly Part[], end = `--${boundary}--\r\n`): Buffer {
  const pieces = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(end)])
}

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PNG_HEAD = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
const content = fc.oneof(
  fc.constantFrom<Buffer[]>(
    Buffer.alloc(0),
    Buffer.from('text'),
    PNG_HEAD,
    Buffer.from('GIF89a\x01\0\x01\0'),
    Buffer.from('<svg onload="x"/>'),
    Buffer.alloc(70_000, 'x'),
    Buffer.from('--edge\r\n'),
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
)
const named = hostileText().map((name) => name.replaceAll(/[\r\n]/g, ' ').slice(0, 3_000))
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(content, named).map(([bytes, name]) => filePart(bytes, name)) },
  { weight: 2, arbitrary: fc.tuple(named, hostileText()).map(([name, value]) => textPart(name, value)) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'emoji_x', 'A b', '').map((value) => textPart('name', value)) },
  { weight: 1, arbitrary: fc.tuple(hostileText(), content).map(([headers, bytes]) => ({ headers, content: bytes })) },
)

/** With its content type; now and then cut off, with another boundary, or none. */
export const multipart = (): fc.Arbitrary<{ body: Buffer; type: string }> =>
  fc
    .record({
      parts: fc.oneof(
        { weight: 3, arbitrary: fc.array(part, { maxLength: 4 }) },
        { weight: 1, arbitrary: fc.nat(50).map((n) => [textPart('name', `fuzz${n}`), filePart(PNG, 'a.png')]) },
      ),
      cut: fc.oneof(
        { weight: 6, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      ),
      type: fc.oneof(
        { weight: 10, arbitrary: fc.constant('multipart/form-data; boundary=edge') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'multipart/form-data',
            'multipart/form-data; boundary=',
            'multipart/form-data; boundary=other',
            'multipart/mixed; boundary=edge',
            'multipart/form-data; boundary="',
            `multipart/form-data; boundary=${'x'.repeat(500)}`,
          ),
        },
      ),
    })
    .map(({ parts, cut, type }) => {
      const whole = join('edge', parts)
      return { body: whole.subarray(0, Math.ceil(whole.length * cut)), type }
    })
