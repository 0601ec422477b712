import { isOwnUrl } from './origin.ts'

/** What `will-navigate`, `will-redirect` and `will-frame-navigate` say about where a frame wants to go. */
export type Navigation = { url: string; isMainFrame: boolean }

/** Our window shows our own pages in its main frame, and there are no other frames; everything else is denied. */
export const mayNavigate = ({ url, isMainFrame }: Navigation): boolean => isMainFrame && isOwnUrl(url)

/** Guest contents (`<webview>`) do not exist in this app: `will-attach-webview` is always prevented. */
export const mayAttachWebview = (): boolean => false

/** `window.open` and `target=_blank`: never a window of ours; a web address goes to the person's own browser. */
export type WindowOpenDecision = { action: 'deny'; external: string | null }
export const decideWindowOpen = (url: string): WindowOpenDecision => ({ action: 'deny', external: externalUrl(url) })

/**
 * The file of a room, by its tunnel, that a link leads to, to be saved, or null. Chromium heeds the `download` of a link within an origin
 * only, so that in this app a click on a file is a navigation like any other, and as such denied.
 */
export function downloadUrl({ url, isMainFrame }: Navigation, isRoom: (url: string) => boolean): string | null {
  const address = isMainFrame ? externalUrl(url) : null
  return address !== null && isRoom(address) && new URL(address).pathname.startsWith('/files/') ? address : null
}

/** A room never redirects: whoever does leads our page to where nobody wanted to ask. 304 is no redirection. */
export const mayAnswer = (status: number): boolean => status < 300 || status > 399 || status === 304

/**
 * The headers of an answer without cookies, or null when it sets none. Our page needs no cookie; and one that a room set
 * would go to every other, for all of them are `127.0.0.1` to Chromium, and cookies do not know ports (RFC 6265, 8.5).
 */
export function withoutCookies(headers: Readonly<Record<string, string[]>>): Record<string, string[]> | null {
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'set-cookie')
  return kept.length === Object.keys(headers).length ? null : Object.fromEntries(kept)
}

/** Windows hands at most 2,083 characters to a browser; what is longer would arrive cut off. */
const MAX_EXTERNAL_URL = 2_048
/** Written out in full: the parser alone would also take `https:host`, `http:\host` and ` http://host`. */
const WEB_ADDRESS = /^https?:\/\/(?<authority>[^/?#]+)(?:[/?#]|$)/i
/** Controls, spaces, format characters (bidi, zero width), lone surrogates; a backslash is a slash to the parser. */
const TRICKS = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\\]/u

/**
 * The one gate to `shell.openExternal`: an http(s) address without credentials, in its normalised form (the host in
 * punycode, so that what is shown is what is opened), or null.
 */
export function externalUrl(raw: string): string | null {
  if (raw.length > MAX_EXTERNAL_URL || TRICKS.test(raw)) return null
  const authority = WEB_ADDRESS.exec(raw)?.groups?.['authority']
  if (authority === undefined || authority.includes('@')) return null
  const url = URL.parse(raw)
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '') return null
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  return url.href.length <= MAX_EXTERNAL_URL ? url.href : null
}
