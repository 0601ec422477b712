/**
 * Chromium asks nobody about `app:` without Electron around it, so the stand-in shows our pages under this origin,
 * which is a secure context as well, and speaks of `app://stuffchat` to everything else.
 */
const SHOWN = 'http://stuffchat.localhost'
const REAL = 'app://stuffchat'
const AFTER = new Set(['', '/', '?', '#'])

const swap = (url: string, from: string, to: string) =>
  url.startsWith(from) && AFTER.has(url.charAt(from.length)) ? `${to}${url.slice(from.length)}` : url

/** As Electron would call what Chromium shows. */
export const toReal = (url: string): string => swap(url, SHOWN, REAL)
/** As Chromium can show what Electron would. */
export const toShown = (url: string): string => swap(url, REAL, SHOWN)
