import { z } from 'zod'
import { AuthReply } from '#protocol/auth.ts'

/** An auth reply as it is kept; `expires_at`: when the access token ends, in milliseconds of the own clock. */
export const Tokens = AuthReply.extend({ expires_at: z.number() })
export type Tokens = z.infer<typeof Tokens>

const Claims = z.object({ iat: z.number(), exp: z.number() })
/** Of a token that cannot be read: a fraction of the usual 15 minutes; a 401 corrects it anyway. */
const DEFAULT_LIFETIME_MS = 5 * 60_000

/** The room's clock may differ from ours, so that only the token's lifetime counts, from when it came. */
export function tokensOf(reply: AuthReply, now: number): Tokens {
  return { ...reply, expires_at: now + lifetimeMs(reply.access_token) }
}

function lifetimeMs(accessToken: string): number {
  const payload = accessToken.split('.')[1] ?? ''
  try {
    // RFC 7515, section 2: base64url, of which the padding was taken away. The claims read here are ASCII.
    const claims = Claims.parse(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))))
    return (claims.exp - claims.iat) * 1_000
  } catch {
    return DEFAULT_LIFETIME_MS
  }
}

export function parseTokens(text: string | null): Tokens | null {
  if (text === null) return null
  try {
    return Tokens.parse(JSON.parse(text))
  } catch {
    // Written by another version, or damaged: signing in again is the way out.
    return null
  }
}
