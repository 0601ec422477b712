import { Router } from '@koa/router'
import Koa, { type Context, type Next } from 'koa'
import type { Logger } from 'pino'
import { Refusal, internal, invalid, unknown, wrongMethod } from '#protocol/errors.ts'
import type { Route } from '#protocol/route.ts'
import { storageRefusal } from './disk.ts'
import { type MountDeps, mount } from './mount.ts'
import type { Caller, Operation } from './operation.ts'

export type AppDeps = MountDeps & {
  log: Logger
  /** What `/` and every other address outside the API shows. */
  web(context: Context): Promise<boolean>
}

/** The HTTP side of a room: a column of middleware over the routes. */
export function createApp(deps: AppDeps, operations: readonly Operation[]): Koa {
  const router = new Router()
  for (const operation of operations) {
    const path = operation.route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    router.register(path, [operation.route.method], mount(deps, operation))
  }
  const app = new Koa()
  app.silent = true
  app.use(logged(deps.log))
  app.use(answerErrors(deps.log))
  app.use(secured)
  app.use(admitted(deps))
  app.use(router.routes())
  app.use(async (context) => {
    const known = router.match(context.path, context.method).path.filter((layer) => layer.methods.length > 0)
    if (known.length > 0) {
      context.set('Allow', [...new Set(known.flatMap((layer) => layer.methods))].join(', '))
      throw wrongMethod()
    }
    if (context.path === '/ws') throw new Refusal(400, 'upgrade_required', 'This address speaks WebSocket.')
    const isPage = context.method === 'GET' || context.method === 'HEAD'
    if (/^\/(?:api|files|emojis)(?:\/|$)/.test(context.path) || !isPage || !(await deps.web(context)))
      throw unknown('address')
  })
  return app
}

/** One line per request, with ids only: no address, no query, no text. */
const logged = (log: Logger) => async (context: Context, next: Next) => {
  const began = performance.now()
  await next()
  const level = context.status >= 500 ? 'error' : context.status >= 400 ? 'info' : 'debug'
  if (!log.isLevelEnabled(level)) return
  const route: Route | undefined = context['route']
  const caller: Caller | undefined = context['caller']
  log[level]({
    event: 'request',
    route: route ? `${route.method} ${route.path}` : null,
    status: context.status,
    ms: Math.round(performance.now() - began),
    user_id: caller?.userId,
  })
}

const answerErrors = (log: Logger) => async (context: Context, next: Next) => {
  try {
    await next()
  } catch (error) {
    const refusal = error instanceof Refusal ? error : asRefusal(error)
    if (refusal.code === 'internal') log.error({ event: 'bug', err: error })
    else if (refusal.status >= 500 && !(error instanceof Refusal)) log.error({ event: 'storage', err: error })
    if (context.res.headersSent || context.res.destroyed) {
      context.respond = false
      context.res.destroy()
      return
    }
    context.respond = true
    if (refusal.retryAfterSecs !== undefined) context.set('Retry-After', String(Math.ceil(refusal.retryAfterSecs)))
    // A body that stopped coming would keep its connection for ever.
    if (refusal.status === 408) context.set('Connection', 'close')
    context.status = refusal.status
    context.type = 'application/json; charset=utf-8'
    context.body = JSON.stringify({ error: refusal.message, code: refusal.code })
  }
}
/** Koa and the router throw http-errors for what they cannot parse. */
const asRefusal = (error: unknown): Refusal => {
  const storage = storageRefusal(error)
  if (storage) return storage
  if (error instanceof URIError) return new Refusal(400, 'invalid', 'The address is not well encoded.')
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new Refusal(error.status, 'invalid', 'The request is not well formed.')
  }
  return internal()
}

const secured = async (context: Context, next: Next) => {
  context.set('X-Content-Type-Options', 'nosniff')
  context.set('Referrer-Policy', 'no-referrer')
  if (context.path.startsWith('/api/')) context.set('Cache-Control', 'no-store')
  await next()
}

const CORS_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'

/** Host and Origin (contract, section 1); CORS for the origins that are allowed. */
const admitted = (deps: AppDeps) => async (context: Context, next: Next) => {
  demandDecodable(context.path)
  const { origin } = context.req.headers
  const verdict = deps.gate.admit(context.req)
  deps.gate.pace(deps.gate.from(context.req))
  context.vary('Origin')
  if (verdict === 'allowed' && origin !== undefined) {
    context.set('Access-Control-Allow-Origin', origin)
    context.set('Access-Control-Allow-Credentials', 'true')
    context.set('Access-Control-Expose-Headers', 'Retry-After, ETag, Content-Range, Accept-Ranges, Content-Disposition')
    if (context.method === 'OPTIONS' && context.get('Access-Control-Request-Method') !== '') {
      context.set('Access-Control-Allow-Methods', CORS_METHODS)
      context.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, Range, If-None-Match, If-Range')
      context.set('Access-Control-Max-Age', '600')
      if (context.get('Access-Control-Request-Private-Network') === 'true')
        context.set('Access-Control-Allow-Private-Network', 'true')
      context.status = 204
      return
    }
  }
  await next()
}

/** A path that is no UTF-8 once it is decoded means nothing (RFC 3986, section 2.5). */
function demandDecodable(path: string): void {
  try {
    decodeURIComponent(path)
  } catch {
    throw invalid('The address is not well encoded.')
  }
}
