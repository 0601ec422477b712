import type { Context } from 'koa'
import { INDEX, bundleFile, bundleHeaders, contentTypeOf, pagePolicy, placeNames } from '#protocol/web-assets.ts'
import { CODINGS, type WebBundle, openWebBundle } from './web-bundle.ts'

/** The bundler gives these a new name whenever their content changes. */
const HASHED = 'assets/'
/** How deep the places below these may go. Whatever else is no file of the bundle is unknown. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['join', 1],
  ['c', 7],
  ['settings', 0],
  ['host', 0],
])

/**
 * What a browser sees outside the API: the interface, the same bundle as in the desktop app; or, where it is not built,
 * a line on `/`. Resolves to false for an address that means nothing.
 */
export function createWeb(deps: { settings: { get(): { name: string } }; folder: string }) {
  const bundle = openWebBundle(deps.folder)
  return async (context: Context): Promise<boolean> =>
    bundle ? serve(context, bundle) : tellWhere(context, deps.settings.get().name)
}

function tellWhere(context: Context, name: string): boolean {
  if (context.path !== '/') return false
  context.set('Content-Security-Policy', "default-src 'none'")
  context.type = 'text/plain; charset=utf-8'
  context.body = `This is the room "${name}".\nIts API is described in /api/openapi.json.\n`
  return true
}

async function serve(context: Context, bundle: WebBundle): Promise<boolean> {
  const path = isPlace(context.path) ? INDEX : bundleFile(context.path)
  const type = path === null ? null : contentTypeOf(path)
  if (path === null || type === null || !bundle.has(path)) return false
  const codings = CODINGS.filter(({ suffix }) => bundle.has(path + suffix))
  // Asked one by one: which of those that a browser takes is the smallest only we know.
  const coded = codings.find(({ coding }) => context.acceptsEncodings(coding) !== false)
  const file = await bundle.read(path + (coded?.suffix ?? ''))
  if (!file) return false

  const policy = pagePolicy({
    images: 'data: blob:',
    media: 'blob:',
    connections: socketsOf(context.req.headers.host ?? ''),
  })
  context.set(bundleHeaders(type, policy))
  context.set('Cache-Control', path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache')
  context.set('ETag', file.etag)
  if (codings.length > 0) context.vary('Accept-Encoding')
  context.status = 200
  if (context.fresh) {
    context.status = 304
    return true
  }
  if (coded) context.set('Content-Encoding', coded.coding)
  context.body = file.bytes
  return true
}

function isPlace(path: string): boolean {
  const [first, ...below] = placeNames(path) ?? ['']
  return first === undefined || below.length <= (PLACES.get(first) ?? -1)
}

/**
 * This room's WebSocket, written out: to some browsers 'self' means http only. A policy can name no IPv6 address; there
 * 'self' has to do. The host was checked (gate.ts) before it came here.
 */
const socketsOf = (host: string): string =>
  /^[a-z\d.-]+(?::\d{1,5})?$/i.test(host) ? `ws://${host} wss://${host}` : ''
