/** Longer than what browsers take for a notice, which gets no media keys (Chromium: five seconds). */
const SECONDS = 10
const RATE = 8_000
const HEADER = 44

/** A WAV file of nothing: 8 bits, where silence is the middle. */
export function silentWav(): Blob {
  const bytes = new Uint8Array(HEADER + SECONDS * RATE).fill(128, HEADER)
  const view = new DataView(bytes.buffer)
  const text = (at: number, what: string) => bytes.set(new TextEncoder().encode(what), at)
  text(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  // PCM, one channel.
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, SECONDS * RATE, true)
  return new Blob([bytes], { type: 'audio/wav' })
}
