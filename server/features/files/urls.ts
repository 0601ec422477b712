import { type KeyObject, createHmac, timingSafeEqual } from 'node:crypto'

/** What a signed URL speaks for: a channel (with its key's version), or the pictures that everybody in the room may see. */
export type Scope = string
export const channelScope = (channelId: string, keyVersion: number): Scope => `${channelId}:${keyVersion}`
export const ROOM_SCOPE: Scope = 'room'

const DAY_SECS = 24 * 3600
/** For so long a signed URL is good at least, in milliseconds; less if somebody loses access meanwhile. */
export const SIGNED_MS = DAY_SECS * 1000
/** Expiries are rounded up to this, so that a file's URL is the same for all readers and a browser can cache it. */
const STEP_SECS = 3600

/** URLs of files; in `--private-files` mode they carry `?exp=…&sig=…` (HMAC-SHA-256 over id, expiry and scope). */
export function createFileUrls(deps: { privateFiles: boolean; mediaKey: KeyObject; wallClock(): number }) {
  const sign = (id: string, exp: string, scope: Scope): Buffer =>
    createHmac('sha256', deps.mediaKey).update(`${id}\n${exp}\n${scope}`).digest()
  const query = (id: string, scope: Scope): string => {
    if (!deps.privateFiles) return ''
    const exp = String(Math.ceil(deps.wallClock() / 1000 / STEP_SECS) * STEP_SECS + DAY_SECS)
    return `?exp=${exp}&sig=${sign(id, exp, scope).toString('base64url')}`
  }
  return {
    file: (file: { id: string; name: string }, scope: Scope): string =>
      `/files/${file.id}/${encodeURIComponent(file.name.toWellFormed())}${query(file.id, scope)}`,
    /** Any other path of media, by the id that it speaks of. */
    signed: (path: string, id: string, scope: Scope): string => `${path}${query(id, scope)}`,
    emoji: (name: string): string => `/emojis/${name}/image${query(`emoji ${name}`, ROOM_SCOPE)}`,
    /** Is this a signature of ours for that id in that scope, and not too old? */
    isValid(id: string, scope: Scope, signature: { exp?: string | undefined; sig?: string | undefined }): boolean {
      const { exp, sig } = signature
      if (exp === undefined || sig === undefined || !/^\d{1,15}$/.test(exp)) return false
      if (Number(exp) * 1000 < deps.wallClock()) return false
      const [given, right] = [Buffer.from(sig, 'base64url'), sign(id, exp, scope)]
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}
export type FileUrls = ReturnType<typeof createFileUrls>
