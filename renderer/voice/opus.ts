/** What our encoder is to do: it obeys what the other side says that it likes to receive (RFC 7587, section 6.1). */
const VOICE = { useinbandfec: '1', usedtx: '1', maxaveragebitrate: '40000', stereo: '0' }
const SCREEN_SOUND = { stereo: '1', 'sprop-stereo': '1', usedtx: '0', maxaveragebitrate: '128000' }

/**
 * A remote description with the parameters for Opus that we want to send by: in the first audio section those for a voice,
 * in all others those for a screen's sound. Nothing else changes, and nothing of what we say ourselves.
 */
export function withOpus(sdp: string): string {
  let audio = 0
  return sdp
    .split(/^(?=m=)/m)
    .map((section) => (section.startsWith('m=audio ') ? tuned(section, audio++ === 0 ? VOICE : SCREEN_SOUND) : section))
    .join('')
}

function tuned(section: string, wanted: Readonly<Record<string, string>>): string {
  const payload = /^a=rtpmap:(\d+) opus\/48000/im.exec(section)?.[1]
  if (payload === undefined) return section
  const line = new RegExp(`^a=fmtp:${payload} ([^\\r\\n]*)`, 'm')
  const parameters = new Map(
    (line.exec(section)?.[1] ?? '').split(';').flatMap((text) => {
      const [name = '', value = ''] = text.trim().split('=')
      return name === '' ? [] : [[name, value] as const]
    }),
  )
  for (const [name, value] of Object.entries(wanted)) parameters.set(name, value)
  const text = `a=fmtp:${payload} ${[...parameters].map(([name, value]) => `${name}=${value}`).join(';')}`
  if (line.test(section)) return section.replace(line, text)
  return section.replace(new RegExp(`^(a=rtpmap:${payload} [^\\r\\n]*)(\\r?\\n)`, 'm'), `$1$2${text}$2`)
}
