import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { MARKUP, TEXT, isInline, isRaster, servedType, sniff } from './types.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** Whether the bytes are UTF-8 without NUL is found out while they are received. */
const isUtf8 = (bytes: Buffer): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0')
  } catch {
    return false
  }
}
const typeOf = (bytes: Buffer | string, name = 'file') => {
  const head = Buffer.from(bytes)
  return sniff({ head, utf8: isUtf8(head), name })
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
const PNG = Buffer.concat([
  hex('89504e47 0d0a1a0a'),
  pngChunk('IHDR', hex('00000001 00000001 08 02 00 00 00')),
  pngChunk('IDAT', hex('789c63f8cfc0000003010100')),
  pngChunk('IEND', Buffer.alloc(0)),
])
const padded = (start: Buffer | string, bytes = 512) => Buffer.concat([Buffer.from(start), Buffer.alloc(bytes)])
const riff = (kind: string) =>
  Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from(kind), Buffer.alloc(64)])
const utf16 = (text: string) => Buffer.concat([hex('fffe'), Buffer.from(text, 'utf16le')])
const BOM = '\uFEFF'

describe('what is shown in place', () => {
  test.each<[string, Buffer | string, string]>([
    ['png', PNG, 'image/png'],
    ['jpeg', padded(hex('ffd8ffe000104a46494600010100')), 'image/jpeg'],
    ['gif', padded(Buffer.concat([Buffer.from('GIF89a'), hex('01000100800000')])), 'image/gif'],
    ['webp', riff('WEBPVP8 '), 'image/webp'],
    ['mp3', padded(hex('49443304000000000000 fffb9064'), 1_024), 'audio/mpeg'],
    ['wav', riff('WAVEfmt '), 'audio/wav'],
    ['mp4', padded(hex('00000018 66747970 69736f6d 00000200 69736f6d6d703432')), 'video/mp4'],
    ['text', 'hello', TEXT],
    ['text in UTF-8', 'grüße, 世界 🎈', TEXT],
    ['text in UTF-8 with a byte order mark', `${BOM}hello`, TEXT],
    ['nothing', '', TEXT],
    ['blank', ' \n\t', TEXT],
    ['a sum', '1 < 2 and 3 > 2', TEXT],
    ['a heart', '<3 you', TEXT],
    ['code', '#include <stdio.h>\nint main() {}', TEXT],
    ['a script', 'alert(1)', TEXT],
  ])('%s', async (_what, bytes, type) => {
    expect(await typeOf(bytes)).toBe(type)
    expect(isInline(type)).toBe(true)
    expect(servedType(type)).toBe(type)
  })
})

describe('what is only offered for download', () => {
  test.each<[string, Buffer | string, string]>([
    ['html', '<!DOCTYPE html><script>alert(1)</script>', MARKUP],
    ['html after blanks', '\n \t<HTML>', MARKUP],
    ['html with a byte order mark', `${BOM}<html>`, MARKUP],
    ['a lone tag', '<b onclick=x>', MARKUP],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', MARKUP],
    ['xml', '<?xml version="1.0"?><a/>', MARKUP],
    ['an html comment', '<!-- hi --><p>', MARKUP],
    ['pdf', '%PDF-1.7\n1 0 obj\n', 'application/pdf'],
    ['pdf with bytes', padded('%PDF-1.7\n'), 'application/pdf'],
    ['postscript', '%!PS-Adobe-3.0\n', 'application/postscript'],
    ['rtf', '{\\rtf1 hi}', 'application/rtf'],
    ['zip', padded(hex('504b0304 1400 0000 0800')), 'application/zip'],
    ['bytes', hex('00010203 fffefdfc'), 'application/octet-stream'],
    ['text with a NUL', 'hello\0world', 'application/octet-stream'],
  ])('%s', async (_what, bytes, type) => {
    expect(await typeOf(bytes)).toBe(type)
    expect(isInline(type)).toBe(false)
  })

  test.each([
    ['html in UTF-16', utf16('<html><script>')],
    ['xml in UTF-16', utf16('<?xml version="1.0"?>')],
    ['svg in Latin-1', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><!-- ä --></svg>', 'latin1')],
    ['xml in Latin-1', Buffer.from('<?xml version="1.0"?><svg>ä</svg>', 'latin1')],
  ])('%s', async (_what, bytes) => {
    expect(isInline(await typeOf(bytes))).toBe(false)
  })

  test('of markup no browser is told that it is some', () => {
    expect(servedType(MARKUP)).toBe(TEXT)
  })
})

test('a name makes a text suspicious, never the bytes trusted', async () => {
  for (const name of ['a.html', 'A.HTM', 'a.xhtml', 'a.svg', 'a.svgz', 'a.xml', 'a.mhtml', 'a.xsl']) {
    expect([name, await typeOf('just text', name)]).toEqual([name, MARKUP])
  }
  for (const name of ['a.png', 'a.mp3', 'a.pdf', 'html', 'a.html.txt']) {
    expect([name, await typeOf('just text', name)]).toEqual([name, TEXT])
  }
  expect(await typeOf(PNG, 'a.html')).toBe('image/png')
  expect(await typeOf('<html>', 'a.png')).toBe(MARKUP)
})

test.each([
  ['image/svg+xml', false, false],
  ['text/html', false, false],
  ['application/xml', false, false],
  ['application/xhtml+xml', false, false],
  ['text/plain', false, false],
  ['image/tiff', false, false],
  ['image/avif', true, true],
  ['image/apng', true, true],
  ['image/bmp', true, true],
  ['audio/x-flac', true, false],
  ['video/webm', true, false],
  ['audio/x; text/html', false, false],
  [' image/png', false, false],
])('%s: inline %s, raster %s', (type, inline, raster) => {
  expect([isInline(type), isRaster(type)]).toEqual([inline, raster])
})
