import { HANDOVER_FIELD } from '#protocol/handover.ts'

/** As the room writes it (base64url); with bounds, since anybody can write an address. */
const CODE = /^[A-Za-z0-9_-]{20,100}$/

/** Splits a fragment (`#handover=CODE`); `code` null: there is none, and the fragment is somebody else's. */
export function handoverIn(hash: string): { code: string | null; isOurs: boolean } {
  const [field, code = ''] = hash.replace(/^#/, '').split('=', 2)
  if (field !== HANDOVER_FIELD) return { code: null, isOurs: false }
  return { code: CODE.test(code) ? code : null, isOurs: true }
}

/**
 * Takes the one-time code out of the address, so that nothing that comes later, bookmarks and the browser's history
 * included, gets to see it. Null where there is none, and on a page that is not encrypted, which must not use it.
 */
export function takeHandoverCode({ location, history, isSecureContext }: Window): string | null {
  const { code, isOurs } = handoverIn(location.hash)
  if (!isOurs) return null
  history.replaceState(history.state, '', location.pathname + location.search)
  return isSecureContext && location.protocol === 'https:' ? code : null
}

/** The same place on this room's encrypted page: one port speaks both. */
export function encryptedUrl({ hostname, port, pathname, search }: Location, code: string): string {
  return `https://${hostname}:${port || '80'}${pathname}${search}#${HANDOVER_FIELD}=${code}`
}
