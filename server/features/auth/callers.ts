import type { IncomingMessage } from 'node:http'
import { unauthorized } from '#protocol/errors.ts'
import { isEncrypted } from '../../http/one-port.ts'
import { sessionById } from './sessions.ts'
import type { Tokens } from './tokens.ts'
import type { Sql } from '../../storage/database.ts'
import type { Caller } from '../../http/operation.ts'

/** The header `Set-Cookie` with a media token, for the answer to that request. */
export type MediaCookie = (token: string, http: IncomingMessage) => string

/** Who calls: by access token, or on media routes by cookie. Every check asks whether the login session still lives. */
export function createCallers(deps: { sql: Sql; tokens: Tokens; roomId: string; mediaMs: number }) {
  const cookieName = `stuffchat_media_${deps.roomId}`
  // Another one: over http a browser replaces no cookie of that name that came over https (RFC 6265bis, storage model).
  const secureName = `${cookieName}_tls`
  const living = (claims: { sub: string; sid: string } | null): Caller | null => {
    const session = claims && sessionById(deps.sql, claims.sid)
    if (!session || session.user_id !== claims.sub || session.banned_at !== null) return null
    return { userId: claims.sub, sessionId: claims.sid, isAdmin: session.is_admin === 1 }
  }
  const byBearer = (header: string | undefined): Caller | null => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
    return token === undefined ? null : living(deps.tokens.verifyAccess(token))
  }
  const byCookie = (header: string | undefined): Caller | null => {
    const pairs = (header?.split(';') ?? []).map((pair) => pair.trim().split('=', 2))
    // Over TLS both come, of two people perhaps: the page that asks is the encrypted one's.
    for (const wanted of [secureName, cookieName]) {
      for (const [name, value] of pairs) {
        if (name !== wanted || value === undefined) continue
        // Of two, one may be of a login session that has ended.
        const caller = living(deps.tokens.verifyMedia(value))
        if (caller) return caller
      }
    }
    return null
  }

  return {
    byToken(token: string): Caller {
      const caller = living(deps.tokens.verifyAccess(token))
      if (!caller) throw unauthorized()
      return caller
    },
    authenticate(header: string | undefined): Caller {
      const caller = byBearer(header)
      if (!caller) throw unauthorized()
      return caller
    },
    ofMedia: (http: IncomingMessage): Caller | null =>
      byBearer(http.headers.authorization) ?? byCookie(http.headers.cookie),
    mediaCookie: ((token, http) => {
      const [name, secure] = isEncrypted(http) ? [secureName, '; Secure'] : [cookieName, '']
      return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}; Max-Age=${Math.floor(deps.mediaMs / 1000)}`
    }) satisfies MediaCookie,
  }
}
