import { INDEX, bundleFile, bundleHeaders, contentTypeOf, pagePolicy, placeNames } from '#protocol/web-assets.ts'
import { isOwnUrl } from './origin.ts'

/**
 * `app://stuffchat/<path>` -> a path in the bundle, with `/`, or null. A path without an extension is a place in the
 * app, whose page is index.html.
 */
export function assetPath(url: string): string | null {
  if (!isOwnUrl(url)) return null
  const path = /^app:\/\/stuffchat(?<path>[^?#]*)/.exec(url)?.groups?.['path'] ?? ''
  const isFile = path.slice(path.lastIndexOf('/') + 1).includes('.')
  if (isFile) return bundleFile(path)
  return placeNames(path) ? INDEX : null
}

/** Their ports are the system's choice. */
const TUNNELS = 'http://127.0.0.1:*'

export type Asset = { path: string; headers: Readonly<Record<string, string>> }

/**
 * Finds what a request is answered with. `files` are the bundle's regular files, listed once when the app starts: what
 * is not among them does not exist, and links are never followed because they are never listed.
 */
export function findAsset(url: string, files: ReadonlySet<string>): Asset | null {
  const path = assetPath(url)
  if (path === null || !files.has(path)) return null
  const type = contentTypeOf(path)
  return type === null ? null : { path, headers: bundleHeaders(type, PAGE_CSP) }
}

/**
 * Rooms are strangers' machines, reached by the tunnels of this app alone (main/tunnels.ts): the page can speak to
 * nobody whose key was not looked at. And nothing that comes from a room is ever a script, a style or a frame.
 */
export const PAGE_CSP = pagePolicy({
  images: `${TUNNELS} data: blob:`,
  media: `${TUNNELS} blob:`,
  connections: `${TUNNELS} ws://127.0.0.1:*`,
})
