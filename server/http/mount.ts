import type { Context, Middleware } from 'koa'
import { z } from 'zod'
import { adminOnly, invalid } from '#protocol/errors.ts'
import { type Route, dropEmptyOptionals } from '#protocol/route.ts'
import type { Limits } from '../options.ts'
import { sendBytes } from './bytes.ts'
import { readJson } from './body.ts'
import type { Gate } from './gate.ts'
import type { Caller, Operation } from './operation.ts'

export type MountDeps = {
  limits: Limits
  /** Who calls, by the bearer token; refuses by throwing. */
  authenticate(header: string | undefined): Caller
  gate: Gate
  uploads<T>(userId: string, upload: () => Promise<T>): Promise<T>
}

/** A route, as a column: authenticate, validate, act, present. Host, origin and pace came first (app.ts). */
export const mount =
  (deps: MountDeps, { route, act }: Operation): Middleware =>
  async (context) => {
    context['route'] = route
    const from = deps.gate.from(context.req)
    const caller = authorise(deps, route, context)
    const params = parse(route.params, context['params'], 'address')
    const query = parse(route.query, context.query, 'query')
    const body =
      route.body instanceof z.ZodObject
        ? parse(route.body, await readJson(context.req, deps.limits), 'body')
        : undefined
    // A body may take its time: the login session, or the admin's role, may have ended in it.
    if (route.body !== null) authorise(deps, route, context)
    const setHeader = (name: string, value: string) => context.set(name, value)
    const request = { params, query, body, from, http: context.req, setHeader, caller } as Parameters<typeof act>[0]
    const isUpload = route.body === 'file' && caller !== null
    const answer = await (isUpload ? deps.uploads(caller.userId, () => act(request)) : act(request))
    await present(context, route, answer)
  }

function authorise(deps: MountDeps, route: Route, context: Context): Caller | null {
  if (route.auth === 'none' || route.auth === 'media') return null
  const caller = deps.authenticate(context.req.headers.authorization)
  context['caller'] = caller
  if (route.auth === 'admin' && !caller.isAdmin) throw adminOnly()
  return caller
}

function parse(schema: z.ZodObject, value: unknown, where: string): unknown {
  const parsed = schema.safeParse(dropEmptyOptionals(schema, value))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.')
  throw invalid(
    field
      ? `${field} (in the ${where}): ${issue?.message ?? 'not right'}.`
      : `The ${where} is not right: ${issue?.message ?? ''}.`,
  )
}

async function present(context: Context, route: Route, answer: unknown): Promise<void> {
  switch (route.response) {
    case 'bytes':
      context.respond = false
      context.res.statusCode = 200
      await sendBytes(context.req, context.res, answer as Parameters<typeof sendBytes>[2])
      return
    case 'redirect':
      context.redirect(answer as string)
      context.body = ''
      context.remove('Content-Type')
      return
    case 'no_content':
      context.status = 204
      return
    default:
      context.status = 200
      if (answer === undefined) {
        context.body = ''
        context.remove('Content-Type')
      } else {
        context.type = 'application/json; charset=utf-8'
        context.body = JSON.stringify(answer)
      }
  }
}
