import type { Context } from 'koa'

/** What a browser sees on `/`: for now, where it is. The web client takes this place. */
export const createWeb =
  (deps: { settings: { get(): { name: string } } }) =>
  async (context: Context): Promise<boolean> => {
    if (context.path !== '/') return false
    context.set('Content-Security-Policy', "default-src 'none'")
    context.type = 'text/plain; charset=utf-8'
    context.body = `This is the room "${deps.settings.get().name}".\nIts API is described in /api/openapi.json.\n`
    return true
  }
