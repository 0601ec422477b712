import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { bundleHeaders } from '#protocol/web-assets.ts'
import { PAGE_CSP, findAsset } from './core/asset-paths.ts'
import { APP_SCHEME } from './core/origin.ts'
import type { Log } from './failure.ts'

type Scheme = {
  scheme: string
  privileges: { standard: boolean; secure: boolean; supportFetchAPI: boolean; stream: boolean; corsEnabled: boolean }
}
export type Protocol = {
  registerSchemesAsPrivileged(schemes: Scheme[]): void
  handle(
    scheme: string,
    handler: (request: { readonly url: string; readonly method: string }) => Promise<Response>,
  ): void
}

/**
 * Makes `app://stuffchat` an origin like those of the web: secure (microphone, notifications), with fetch, media and
 * CORS. Never bypassCSP. To be called before the app is ready, and only once.
 */
export const registerScheme = (protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
    },
  ])

/** Serves the interface from its folder: the regular files that are there now, and nothing else. */
export async function serveScheme(deps: {
  protocol: Pick<Protocol, 'handle'>
  folder: string
  log: Log
}): Promise<void> {
  const files = await listFiles(deps.folder)
  if (!files.has('index.html')) deps.log(`The interface is missing in ${deps.folder}: run "npm run build".`)
  deps.protocol.handle(APP_SCHEME, async ({ url, method }) => {
    const asset = method === 'GET' || method === 'HEAD' ? findAsset(url, files) : null
    if (asset === null) return new Response('There is nothing here.', { status: 404, headers: NOTHING })
    const bytes = await readFile(join(deps.folder, ...asset.path.split('/')))
    return new Response(method === 'HEAD' ? null : bytes, { headers: asset.headers })
  })
}

const NOTHING = bundleHeaders('text/plain; charset=utf-8', PAGE_CSP)

/** With `/`, whatever the system writes. Links are no regular files, so they are never listed. */
async function listFiles(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll(sep, '/'),
      ),
  )
}
