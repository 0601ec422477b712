/**
 * What the room (`http:`, for browsers) and the desktop app (`app:`) have to agree on when they serve the interface's
 * bundle: what its files may be called, their types, and what its page may load.
 */

/** The bundle's one page; every place in the app shows it. */
export const INDEX = 'index.html'
const MAX_DEPTH = 8
/** As a bundler names files: no leading dot, none at the end, nothing that any file system reads specially. */
const SEGMENT = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$/
/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const NO_PLACE = /[\p{C}\\%:]/u

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  css: 'text/css; charset=utf-8',
  gif: 'image/gif',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webmanifest: 'application/manifest+json; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
}

/** By the name's extension; null for what a bundle does not hold. */
export function contentTypeOf(name: string): string | null {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(CONTENT_TYPES, extension) ? (CONTENT_TYPES[extension] ?? null) : null
}

/**
 * An address's path as it was sent, not decoded (`/assets/x.js`) -> the file of the bundle that it names
 * (`assets/x.js`), or null. Judged by what a name may be, so that there is nothing to be cleaned.
 */
export function bundleFile(path: string): string | null {
  const segments = segmentsOf(path)
  const last = segments?.at(-1)
  if (!segments || last?.includes('.') !== true) return null
  return segments.every((name) => SEGMENT.test(name) && !DEVICE.test(name)) && contentTypeOf(last) !== null
    ? segments.join('/')
    : null
}

/**
 * The path of a place in the app -> its names, decoded; null when it is none. A place may be called anything that is
 * one name: decoded once, nothing in it may climb, nest or be decoded again.
 */
export function placeNames(path: string): string[] | null {
  const segments = segmentsOf(path)
  if (!segments) return null
  if (segments.at(-1) === '') segments.pop()
  const names = segments.map(placeName)
  return names.every((name) => name !== null) ? names : null
}

function segmentsOf(path: string): string[] | null {
  if (path !== '' && !path.startsWith('/')) return null
  const segments = path.split('/').slice(1)
  // A slash at the end adds no depth.
  return segments.length <= MAX_DEPTH + (path.endsWith('/') ? 1 : 0) ? segments : null
}

function placeName(segment: string): string | null {
  let name
  try {
    name = decodeURIComponent(segment)
  } catch {
    // Percent signs that are no UTF-8: no place of ours.
    return null
  }
  return name === '' || name.includes('/') || NO_PLACE.test(name) || /^[. ]+$/.test(name) ? null : name
}

/** Where our page may get these from besides its own files: sources as a Content-Security-Policy writes them. */
export type PageSources = { images: string; media: string; connections: string }

/**
 * What our page may load (https://www.w3.org/TR/CSP3/): code, styles and fonts from the bundle only, and never a frame.
 * React sets styles through the object model, which needs no leave; a library that would add a `<style>` element has to
 * bring a stylesheet instead.
 */
export const pagePolicy = ({ images, media, connections }: PageSources): string =>
  [
    "default-src 'none'",
    // Compiled, never fetched from elsewhere: the learned noise suppression of calls.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src 'self' ${images}`,
    `media-src 'self' ${media}`,
    `connect-src 'self' ${connections}`.trimEnd(),
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What goes with every file of the bundle. */
export const bundleHeaders = (type: string, policy: string) => ({
  'content-type': type,
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
})
