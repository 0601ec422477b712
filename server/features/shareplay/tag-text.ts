/** Bytes of the longest sign. */
const LONGEST = 4
const NOT_ASCII = /[^\0-\u007f]/
const BEYOND_LATIN_1 = /[^\0-\u00ff]/

/**
 * The text of a tag as whoever wrote it meant it. RIFF's INFO and ID3v1 do not say in what they are written, and are
 * read as Latin-1, as ID3v2 may be that lies about it; most programs write UTF-8 there, which hardly any words in
 * Latin-1 look like. A last sign that was cut in its middle, for ID3v1 has thirty bytes, is left out.
 */
export function asWritten(text: string): string {
  if (!NOT_ASCII.test(text) || BEYOND_LATIN_1.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  for (let cut = 0; cut < LONGEST; cut++) {
    const read = utf8(bytes.subarray(0, bytes.length - cut))
    // Of a word in Latin-1 that ends with one such sign nothing else would tell.
    if (read !== null && (cut === 0 || NOT_ASCII.test(read))) return read
  }
  return text
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
