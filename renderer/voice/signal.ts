import { z } from 'zod'

/** What one page tells another through the room: a description or a candidate, as WebRTC has them, and nothing else. */
const Sdp = z.object({ type: z.enum(['offer', 'answer']), sdp: z.string().max(60_000) })
const Candidate = z.object({
  candidate: z.string().max(2_000),
  sdpMid: z.string().max(100).nullish(),
  sdpMLineIndex: z.number().int().min(0).max(1_000).nullish(),
  usernameFragment: z.string().max(300).nullish(),
})
export type Sdp = z.infer<typeof Sdp>
export type Candidate = z.infer<typeof Candidate>
export type Signal = { sdp: Sdp } | { candidate: Candidate }

const Data = z.union([z.object({ sdp: Sdp }), z.object({ candidate: Candidate })])

/** Reads what another page sent; null for what is neither. */
export function readSignal(data: unknown): Signal | null {
  const parsed = Data.safeParse(data)
  return parsed.success ? parsed.data : null
}

/** What the negotiation has to know of a description. */
export type Facts = {
  /** Which peer connection made it (the session id of `o=`): its versions count up (RFC 9429, section 5.2.1). */
  origin: string
  version: number
  /** The certificate that the other side will prove. Another one: another peer connection. Empty when there is none. */
  fingerprint: string
  /** Name of the ICE credentials: another one is an ICE restart. */
  fragments: readonly string[]
  /** The text without candidates, which are added as they are found. */
  core: string
}

export function factsOf(sdp: string): Facts {
  const lines = sdp.split(/\r?\n/)
  const [, id = '', version = '0'] = /^o=\S+ (\S+) (\d+) /m.exec(sdp) ?? []
  const fingerprint = /^a=fingerprint:(\S+ \S+)/m.exec(sdp)?.[1]?.toLowerCase() ?? ''
  const fragments = [...new Set([...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(([, fragment = '']) => fragment))]
  const isGathered = /^a=(candidate:|end-of-candidates|rtcp:)|^(c=|m=)/
  // Chromium fills in the address and port of the best candidate where `c=`, `m=` and `a=rtcp` stand.
  const core = lines.filter((line) => !isGathered.test(line)).join('\n')
  return { origin: id, version: Number(version), fingerprint, fragments, core }
}

/** The candidates that a description carries, each with the place where it belongs. */
export function candidatesIn(sdp: string): Candidate[] {
  const found: Candidate[] = []
  let index = -1
  let mid: string | null = null
  let fragment: string | null = null
  for (const section of sdp.split(/^(?=m=)/m)) {
    mid = /^a=mid:(\S+)/m.exec(section)?.[1] ?? null
    fragment = /^a=ice-ufrag:(\S+)/m.exec(section)?.[1] ?? fragment
    for (const [, candidate = ''] of section.matchAll(/^a=(candidate:[^\r\n]+)/gm)) {
      found.push({ candidate, sdpMid: mid, sdpMLineIndex: index, usernameFragment: fragment })
    }
    index++
  }
  return found
}
