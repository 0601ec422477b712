const LATIN_1 = /^[\0-\u00ff]*[\u0080-\u00ff][\0-\u00ff]*$/

/**
 * The text of a tag as whoever wrote it meant it. RIFF's INFO and ID3v1 do not say in what they are written, and are
 * read as Latin-1; most programs write UTF-8 there, which hardly any words in Latin-1 look like.
 */
export function asWritten(text: string): string {
  if (!LATIN_1.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}
