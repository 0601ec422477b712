import { isOwnUrl } from './origin.ts'

const INDEX = 'index.html'
const MAX_DEPTH = 8
/** As a bundler names files: no leading dot, none at the end, nothing that any file system reads specially. */
const SEGMENT = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$/
/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const NO_ROUTE = /[\p{C}\\%:]/u

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

/**
 * `app://stuffchat/<path>` -> a path in the bundle, with `/`, or null. A path without an extension is a place in the
 * app, whose page is index.html. Judged by what a path may be, so that there is nothing to be cleaned.
 */
export function assetPath(url: string): string | null {
  if (!isOwnUrl(url)) return null
  const path = /^app:\/\/stuffchat(?<path>[^?#]*)/.exec(url)?.groups?.['path'] ?? ''
  const segments = path.split('/').slice(1)
  if (segments.at(-1) === '') segments.pop()
  if (segments.length > MAX_DEPTH) return null
  const last = segments.at(-1)
  const isFile = last?.includes('.') === true && !path.endsWith('/')
  if (isFile) return segments.every(isFileSegment) && typeOf(last) !== null ? segments.join('/') : null
  return segments.every(isRouteSegment) ? INDEX : null
}

const isFileSegment = (segment: string) => SEGMENT.test(segment) && !DEVICE.test(segment)

/** A place may be called anything that is one name: decoded once, nothing in it may climb, nest or be decoded again. */
function isRouteSegment(segment: string): boolean {
  let name
  try {
    name = decodeURIComponent(segment)
  } catch {
    // Percent signs that are no UTF-8: no place of ours.
    return false
  }
  return name !== '' && !name.includes('/') && !NO_ROUTE.test(name) && !/^[. ]+$/.test(name)
}

const typeOf = (name: string): string | null => {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return Object.hasOwn(CONTENT_TYPES, extension) ? (CONTENT_TYPES[extension] ?? null) : null
}

export type Asset = { path: string; headers: Readonly<Record<string, string>> }

/**
 * Finds what a request is answered with. `files` are the bundle's regular files, listed once when the app starts: what
 * is not among them does not exist, and links are never followed because they are never listed.
 */
export function findAsset(url: string, files: ReadonlySet<string>): Asset | null {
  const path = assetPath(url)
  if (path === null || !files.has(path)) return null
  const type = typeOf(path)
  return type === null ? null : { path, headers: headersOf(type) }
}

const headersOf = (type: string) => ({
  'content-type': type,
  'content-security-policy': PAGE_CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
})

/**
 * What our pages may load: code, styles and fonts from the bundle only. Rooms are strangers' machines reached by
 * address, so data and media may come from any; and nothing that comes from one is ever a script, a style or a frame.
 * React sets styles through the object model, which needs no leave; a library that would add a `<style>` element has to
 * bring a stylesheet instead.
 */
const DIRECTIVES = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'img-src': "'self' http: https: data: blob:",
  'media-src': "'self' http: https: blob:",
  'connect-src': "'self' http: https: ws: wss:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'frame-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const
export const PAGE_CSP = Object.entries(DIRECTIVES)
  .map((directive) => directive.join(' '))
  .join('; ')
