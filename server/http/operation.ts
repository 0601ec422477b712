import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import type { Route } from '#protocol/route.ts'

/** A signed-in user, by a login session that lives. */
export type Caller = { userId: string; sessionId: string; isAdmin: boolean }
/** Where a request comes from; see addresses.ts. */
export type Origin = { address: string; rateKey: string; loopback: boolean; forwarded: boolean }

/** A file on disk, and how it is to be shown. */
export type Bytes = {
  path: string
  type: string
  /** Its digest: a strong validator. */
  etag: string
  name: string
  inline: boolean
}

type ParsedBody<B> = B extends z.ZodObject ? z.output<B> : undefined
type Answer<R> = R extends z.ZodType
  ? z.input<R> extends undefined
    ? void
    : z.input<R>
  : R extends 'redirect'
    ? string
    : R extends 'bytes'
      ? Bytes
      : void

export type Request<R extends Route> = {
  params: z.output<R['params']>
  query: z.output<R['query']>
  body: ParsedBody<R['body']>
  from: Origin
  /** For streams (uploads) and for what only the header says. */
  http: IncomingMessage
  setHeader(name: string, value: string): void
}
export type Act<R extends Route, C> = (request: Request<R> & { caller: C }) => Promise<Answer<R['response']>>

/** A route with what it does; `caller` is null where nobody needs to sign in. */
export type Operation = { route: Route; act: Act<Route, Caller | null> }

/** For routes that need a caller (`user`, `admin`). */
export const handle = <R extends Route>(route: R, act: Act<R, Caller>): Operation => ({
  route,
  act: act as unknown as Operation['act'],
})
/** For routes that do not (`none`, `media`). */
export const handleOpen = <R extends Route>(route: R, act: Act<R, Caller | null>): Operation => ({
  route,
  act,
})
