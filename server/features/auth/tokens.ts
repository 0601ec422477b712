import { type KeyObject, createHmac } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { z } from 'zod'

const Claims = z.object({ sub: z.string(), sid: z.string(), iat: z.number(), exp: z.number(), jti: z.string() })
export type Claims = z.infer<typeof Claims>

/** JWT, HS256 (RFC 7519). Access and media tokens have keys of their own, so that neither passes for the other. */
export function createTokens(deps: {
  tokenKey: KeyObject
  mediaKey: KeyObject
  accessMs: number
  mediaMs: number
  newId(): string
}) {
  const sign = (key: KeyObject, ms: number) => (userId: string, sessionId: string) =>
    jwt.sign({ sid: sessionId }, key, {
      algorithm: 'HS256',
      subject: userId,
      jwtid: deps.newId(),
      expiresIn: Math.max(1, Math.round(ms / 1000)),
    })
  const verify =
    (key: KeyObject) =>
    (token: string): Claims | null => {
      try {
        const parsed = Claims.safeParse(jwt.verify(token, key, { algorithms: ['HS256'] }))
        return parsed.success ? parsed.data : null
      } catch {
        return null
      }
    }
  return {
    signAccess: sign(deps.tokenKey, deps.accessMs),
    verifyAccess: verify(deps.tokenKey),
    signMedia: sign(deps.mediaKey, deps.mediaMs),
    verifyMedia: verify(deps.mediaKey),
    /** The refresh token that comes after this one: always the same, and nobody else can tell it. */
    successorOf: (refreshToken: string): string =>
      createHmac('sha256', deps.tokenKey).update(`refresh ${refreshToken}`).digest('base64url'),
  }
}
export type Tokens = ReturnType<typeof createTokens>
