import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { ErrorBody } from '#protocol/errors.ts'
import type { Route } from '#protocol/route.ts'

/** What every route may say, whatever it is for. */
const ALWAYS = [400, 403, 421, 429, 500, 503]
const MEANING: Record<number, string> = {
  400: 'Not valid',
  401: 'No or bad credentials',
  403: 'Not allowed',
  404: 'Unknown',
  405: 'Wrong method',
  408: 'The request did not arrive in time',
  409: 'Conflict',
  412: 'Another version of the file',
  413: 'Too large',
  415: 'Wrong type',
  416: 'The file is shorter',
  421: 'Wrong host name',
  429: 'Slow down',
  500: 'A bug of the room',
  503: 'Not now',
  507: 'Disk full',
}

function statusesOf(route: Route): number[] {
  const statuses = new Set([...ALWAYS, ...route.errors])
  if (route.auth !== 'none' || /\/auth\/(login|refresh)$/.test(route.path)) statuses.add(401)
  if (route.method !== 'GET') statuses.add(507)
  if (route.body !== null) for (const status of [408, 413, 415]) statuses.add(status)
  return [...statuses].toSorted((a, b) => a - b)
}

const json = (schema: z.ZodType) => ({ 'application/json': { schema } })

function successOf(route: Route): ZodOpenApiOperationObject['responses'] {
  switch (route.response) {
    case 'no_content':
      return { 204: { description: 'Done' } }
    case 'redirect':
      return { 302: { description: 'There', headers: z.object({ Location: z.string() }) } }
    case 'bytes': {
      const content = { '*/*': { schema: { type: 'string' as const, format: 'binary' } } }
      return {
        200: { description: 'The bytes', content },
        206: { description: 'A range of them', content },
        304: { description: 'As you have it' },
      }
    }
    default:
      if (route.response instanceof z.ZodUndefined) return { 200: { description: 'Done; no body' } }
      return { 200: { description: 'Done', content: json(route.response) } }
  }
}

const MULTIPART = {
  'multipart/form-data': {
    schema: {
      type: 'object' as const,
      properties: { file: { type: 'string' as const, format: 'binary' }, name: { type: 'string' as const } },
      required: ['file'],
    },
  },
}

function describe(route: Route): ZodOpenApiOperationObject {
  const isOptional = route.body instanceof z.ZodObject && route.body.safeParse({}).success
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [tagOf(route)],
    security:
      route.auth === 'none' ? [] : route.auth === 'media' ? [{}, { bearer: [] }, { media: [] }] : [{ bearer: [] }],
    requestParams: { path: route.params, query: route.query },
    ...(route.body === null
      ? {}
      : { requestBody: { required: !isOptional, content: route.body === 'file' ? MULTIPART : json(route.body) } }),
    responses: {
      ...successOf(route),
      ...Object.fromEntries(
        statusesOf(route).map((status) => [
          status,
          { description: MEANING[status] ?? 'Failure', content: json(ErrorBody) },
        ]),
      ),
    },
  }
}

const tagOf = (route: Route): string => route.path.split('/').filter((part) => part !== 'api')[1] ?? 'room'
const operationId = (route: Route): string =>
  [route.method.toLowerCase(), ...route.path.split('/').filter((part) => part !== '' && part !== 'api')]
    .map((part) => part.replace(/^\{(.*)\}$/, 'by_$1').replaceAll(/\W/g, '_'))
    .join('_')

/** OpenAPI 3.1 of all routes, from the schemas that they are parsed with. */
export async function describeApi(routes: readonly Route[], version: string): Promise<{ openapi: string }> {
  const { createDocument } = await import('zod-openapi')
  const paths: ZodOpenApiPathsObject = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describe(route) }
  }
  const tags = [...new Set(routes.map(tagOf))].map((name) => ({ name, description: `Everything about ${name}.` }))
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Stuffchat',
      version,
      description:
        'A room that a friend hosts. Times are RFC 3339, ids UUIDs. In optional fields absent, null and an empty string mean the same. Live events come over the WebSocket at `/ws?token=…`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This room' }],
    tags,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        media: {
          type: 'apiKey',
          in: 'cookie',
          name: 'stuffchat_media',
          description: "The name ends with the room's id.",
        },
      },
    },
    paths,
  })
}
