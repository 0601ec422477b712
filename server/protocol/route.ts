import { z } from 'zod'

/** `none`: anyone. `user`: a live login session. `admin`: one whose user has the role. `media`: the contract's media rule. */
export type Auth = 'none' | 'user' | 'admin' | 'media'
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a success looks like when it is not JSON. */
export const empty = z.undefined().meta({ description: 'Done; no body.' })
export type Plain = 'no_content' | 'redirect' | 'bytes'

export type Route<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject | 'file' | null = z.ZodObject | 'file' | null,
  R extends z.ZodType | Plain = z.ZodType | Plain,
> = {
  method: Method
  /** OpenAPI style: `/api/channels/{id}`. */
  path: `/${string}`
  auth: Auth
  summary: string
  params: P
  query: Q
  /** `file`: multipart; its text parts are not parsed here. `null`: none is read. */
  body: B
  response: R
  /** The statuses it may refuse with, beside those that every route has. */
  errors: readonly number[]
}

const none = z.object({})
type None = typeof none

type Definition<P, Q, B, R> = {
  method: Method
  path: `/${string}`
  auth: Auth
  summary: string
  params?: P
  query?: Q
  body?: B
  response: R
  errors?: readonly number[]
}

/**
 * One operation of the HTTP API, said once: the server mounts it, the client calls it, the OpenAPI file lists it and
 * the tests walk over it.
 */
export const defineRoute = <
  R extends z.ZodType | Plain,
  P extends z.ZodObject = None,
  Q extends z.ZodObject = None,
  B extends z.ZodObject | 'file' | null = null,
>(
  definition: Definition<P, Q, B, R>,
): Route<P, Q, B, R> => ({
  errors: [],
  ...definition,
  params: definition.params ?? (none as unknown as P),
  query: definition.query ?? (none as unknown as Q),
  body: definition.body ?? (null as B),
})

/** Absent and null mean the same in an optional field, and so does an empty string (contract, section 1); at any depth. */
export const dropEmptyOptionals = (schema: z.ZodObject, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  let changed: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(value)) {
    const known: unknown = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined
    const isOptional = known instanceof z.ZodOptional
    if (field === null || field === '') {
      if (!isOptional) continue
      changed ??= { ...value }
      delete changed[name]
    } else if (typeof field === 'object') {
      const inner: unknown = isOptional ? known.unwrap() : known
      const cleaned = dropInside(inner, field)
      if (cleaned !== field) changed = { ...(changed ?? value), [name]: cleaned }
    }
  }
  return changed ?? value
}

function dropInside(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodObject) return dropEmptyOptionals(schema, value)
  if (!(schema instanceof z.ZodArray) || !Array.isArray(value)) return value
  const { element } = schema
  return element instanceof z.ZodObject ? value.map((one: unknown) => dropEmptyOptionals(element, one)) : value
}
