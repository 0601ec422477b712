import type { SongFile } from './song-file.ts'

/** What the parser of tags found: seconds, as far as the file says; the codec's name; samples per second. */
type Said = { duration?: number | undefined; codec?: string | undefined; sampleRate?: number | undefined }
/** At a place in some bytes: counts what is there, and gives how far it is to the next place, at least 1. */
type Step = (bytes: Uint8Array, at: number) => number
/** `most`: how much there may be, where no more than that is certain. */
type Count = { step: Step; seconds(): number; most?(): number }

const PIECE_BYTES = 256 * 1024
/** A frame's head, or a whole page of Ogg, is never cut. */
const MARGIN_BYTES = 68 * 1024
/** Sound that is missed or found twice, in the units of what is said. What is beyond it was a lie. */
const HONEST = { times: 1.02, secs: 1 }
/** Short blocks of Vorbis are an eighth of long ones, and a song may have nothing else. */
const MOST_TIMES = 8

/**
 * How long a song is, in seconds; undefined where nothing tells. Its head may claim a moment and hold hours, which
 * whoever decodes it as a whole would have in memory: of FLAC, MP3, AAC in MP4, Opus and Vorbis the frames themselves are counted.
 */
export async function realLength(file: SongFile, said: Said, from = 0): Promise<number | undefined> {
  const { codec = '', sampleRate = 0, duration: claimed = 0 } = said
  const count = counterFor(codec, sampleRate)
  if (!count) return said.duration
  await walk(file, from, count.step)
  const real = count.seconds()
  const most = count.most?.() ?? real
  if (most > claimed * MOST_TIMES + HONEST.secs) return most
  return real > claimed * HONEST.times + HONEST.secs || claimed === 0 ? real || said.duration : claimed
}

function counterFor(codec: string, sampleRate: number): Count | null {
  if (/flac/i.test(codec) && sampleRate > 0) return countFlac(sampleRate)
  if (/^MPEG .*Layer 3$|^mp3$/i.test(codec)) return countMp3()
  if (codec === 'MPEG-4/AAC' && sampleRate > 0) return countAac(sampleRate)
  if (/opus/i.test(codec)) return countOpus()
  return /vorbis/i.test(codec) && sampleRate > 0 ? countVorbis(sampleRate) : null
}

async function walk(file: SongFile, from: number, step: Step): Promise<void> {
  const piece = new Uint8Array(PIECE_BYTES)
  for (let position = from; ;) {
    const length = await file.peekBuffer(piece, { position, mayBeLess: true })
    const bytes = piece.subarray(0, length)
    const end = length < PIECE_BYTES ? length : length - MARGIN_BYTES
    let at = 0
    while (at < end) at += step(bytes, at)
    if (length < PIECE_BYTES) return
    position += at
  }
}
/** The way to the next of these bytes behind the place. */
const toNext = (byte: number, bytes: Uint8Array, at: number): number => {
  const next = bytes.indexOf(byte, at + 1)
  return (next === -1 ? bytes.length : next) - at
}

/** By the heads of frames (RFC 9639, section 9.1), which decoders look for by the same checksum. */
function countFlac(sampleRate: number): Count {
  let samples = 0
  const step: Step = (bytes, at) => {
    samples += flacSamples(bytes, at)
    return toNext(0xff, bytes, at)
  }
  return { step, seconds: () => samples / sampleRate }
}
/** 0 where no frame begins. */
function flacSamples(bytes: Uint8Array, at: number): number {
  const [sync = 0, more = 0, sizes = 0, kinds = 0, number = 0] = bytes.subarray(at, at + 5)
  const [size, rate] = [sizes >> 4, sizes & 15]
  if (sync !== 0xff || (more & 0xfe) !== 0xf8 || size === 0 || rate === 15 || kinds >> 4 > 10 || kinds & 1) return 0
  const numberBytes = number < 0x80 ? 1 : Math.clz32(~(number << 24))
  const sizeBytes = size === 6 ? 1 : size === 7 ? 2 : 0
  const rateBytes = rate === 12 ? 1 : rate > 12 ? 2 : 0
  const sizeAt = at + 4 + numberBytes
  const checkAt = sizeAt + sizeBytes + rateBytes
  if (checkAt >= bytes.length || checksum(bytes.subarray(at, checkAt)) !== bytes[checkAt]) return 0
  if (sizeBytes > 0) return bytes.subarray(sizeAt, sizeAt + sizeBytes).reduce((sum, byte) => sum * 256 + byte, 0) + 1
  return size === 1 ? 192 : size < 6 ? 576 << (size - 2) : 256 << (size - 8)
}
/** The 8 bits of its section 9.1.8. */
function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x80 ? 0x07 : 0)) & 0xff
  }
  return sum
}

/** Thousands of bits per second of layer III: MPEG-1, and the lower rates of MPEG-2. */
const MP3_RATES = {
  high: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  low: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
}
const MP3_HERTZ = [44_100, 48_000, 32_000]
/** A frame of the kind of those before it, or with another behind it. */
function countMp3(): Count {
  let seconds = 0
  let kind: number | null = null
  const step: Step = (bytes, at) => {
    const frame = mp3Frame(bytes, at)
    if (!frame || (frame.kind !== kind && mp3Frame(bytes, at + frame.size)?.kind !== frame.kind))
      return toNext(0xff, bytes, at)
    kind = frame.kind
    seconds += frame.seconds
    return frame.size
  }
  return { step, seconds: () => seconds }
}
function mp3Frame(bytes: Uint8Array, at: number): { kind: number; size: number; seconds: number } | null {
  const [sync = 0, more = 0, rates = 0] = bytes.subarray(at, at + 3)
  const version = (more >> 3) & 3
  // Layer III is 1 there, and version 1 is none.
  if (sync !== 0xff || (more & 0xe0) !== 0xe0 || version === 1 || ((more >> 1) & 3) !== 1) return null
  const bits = (version === 3 ? MP3_RATES.high : MP3_RATES.low)[rates >> 4] ?? 0
  const full = MP3_HERTZ[(rates >> 2) & 3]
  if (bits === 0 || full === undefined) return null
  const hertz = version === 3 ? full : version === 2 ? full / 2 : full / 4
  const samples = version === 3 ? 1_152 : 576
  const size = Math.floor((samples * 125 * bits) / hertz) + ((rates >> 1) & 1)
  return { kind: (more & 0xfe) * 4 + ((rates >> 2) & 3), size, seconds: samples / hertz }
}

const AAC_SAMPLES = 1_024
/**
 * By the table that says how many packets an MP4 has (ISO/IEC 14496-12, `stsz`): nobody plays more. Of several tracks,
 * sound has the most.
 */
function countAac(sampleRate: number): Count {
  let packets = 0
  const step: Step = (bytes, at) => {
    const head = bytes.subarray(at, at + 16)
    // Its name, no flags, one size for all or none, and the count.
    if (isText(head, 'stsz\0\0\0\0'))
      packets = Math.max(
        packets,
        head.subarray(12).reduce((sum, byte) => sum * 256 + byte, 0),
      )
    return toNext(0x73, bytes, at)
  }
  return { step, seconds: () => (packets * AAC_SAMPLES) / sampleRate }
}

const OGG_HEAD_BYTES = 27
/**
 * The packets that begin in each page of Ogg (RFC 3533), of the stream that such a head begins; `packet` gets what of
 * them is in the page.
 */
function eachPacket(head: string, packet: (bytes: Uint8Array) => void): Step {
  let stream: string | null = null
  const isPage = (bytes: Uint8Array, at: number) =>
    bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53
  return (bytes, at) => {
    if (!isPage(bytes, at)) return toNext(0x4f, bytes, at)
    const laces = bytes.subarray(at + OGG_HEAD_BYTES, at + OGG_HEAD_BYTES + (bytes[at + 26] ?? 0))
    const serial = bytes.subarray(at + 14, at + 18).join()
    let isBegin = ((bytes[at + 5] ?? 0) & 1) === 0
    let from = at + OGG_HEAD_BYTES + laces.length
    let to = from
    for (const [index, lace] of laces.entries()) {
      to += lace
      if (lace === 255 && index < laces.length - 1) continue
      if (isText(bytes.subarray(from, to), head)) stream = serial
      if (isBegin && stream === serial) packet(bytes.subarray(from, to))
      isBegin = true
      from = to
    }
    return to - at
  }
}
const isText = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((letter, index) => bytes[index] === letter.codePointAt(0))

/** By the first bytes of its packets (RFC 6716, section 3). */
function countOpus(): Count {
  let ms = 0
  const step = eachPacket('OpusHead', (packet) => {
    if (packet.length === 0 || isText(packet, 'OpusHead') || isText(packet, 'OpusTags')) return
    const [head = 0, frames = 0] = packet
    const config = head >> 3
    const low = config < 12 ? [10, 20, 40, 60][config & 3] : [10, 20][config & 1]
    const each = (config < 16 ? low : [2.5, 5, 10, 20][config & 3]) ?? 0
    ms += each * ((head & 3) === 0 ? 1 : (head & 3) < 3 ? 2 : frames & 63)
  })
  return { step, seconds: () => ms / 1_000 }
}
/**
 * By the first bits of its packets (Vorbis I, section 4.3): what they mean is said in the setup, and each encoder that
 * people use has the same there. Another could call all of its blocks short ones.
 */
function countVorbis(sampleRate: number): Count {
  let [samples, packets, last] = [0, 0, 0]
  let blocks: readonly [short: number, long: number] = [0, 0]
  const step = eachPacket('\u0001vorbis', (packet) => {
    const [head = 1] = packet
    if (isText(packet, '\u0001vorbis')) blocks = [2 ** ((packet[28] ?? 0) & 15), 2 ** ((packet[28] ?? 0) >> 4)]
    else if ((head & 1) === 0) {
      const block = blocks[head & 2 ? 1 : 0]
      samples += (last + block) / 4
      packets++
      last = block
    }
  })
  return { step, seconds: () => samples / sampleRate, most: () => (packets * blocks[1]) / 2 / sampleRate }
}
