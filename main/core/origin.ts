/** The scheme and host of our own pages, registered as a standard, secure scheme: `app://stuffchat/index.html`. */
export const APP_SCHEME = 'app'
const APP_HOST = 'stuffchat'
/** What our pages send as `Origin`; the room lets it through (server/http/origin.ts). */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

const MAX_OWN_URL = 8_192
/** Chromium serialises URLs as printable ASCII. Whatever else is in one was not written by it, and is not ours. */
const SERIALISED = /^[!-[\]-~]*$/
const AFTER_ORIGIN = new Set(['', '/', '?', '#'])

/**
 * Is this URL, as Chromium reports it, one of our own pages? Compared as text on purpose: Node parses `app:` by other
 * rules than Chromium with the scheme registered, and a text that begins with the origin and ends it there leaves no
 * room for user info, ports, longer host names or backslashes.
 */
export function isOwnUrl(url: string): boolean {
  return (
    url.length <= MAX_OWN_URL &&
    url.startsWith(APP_ORIGIN) &&
    AFTER_ORIGIN.has(url.charAt(APP_ORIGIN.length)) &&
    SERIALISED.test(url)
  )
}
