/** The OpenAPI file as the fuzzer reads it: operations, what they take, what they may answer. */
import { z } from 'zod'
import { show } from '../shapes.ts'

/** A JSON Schema (2020-12) as it stands in the file. */
export const Schema = z.record(z.string(), z.unknown())
export type Schema = z.infer<typeof Schema>
export const isSchema = (value: unknown): value is Schema => Schema.safeParse(value).success

const Content = z.record(z.string(), z.object({ schema: Schema }))
const Parameter = z.object({
  in: z.enum(['path', 'query']),
  name: z.string(),
  schema: Schema,
  required: z.boolean().optional(),
})
export type Parameter = z.infer<typeof Parameter>
const Described = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).optional(),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
})
const File = z.object({
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})

/** What stands under one status: a JSON value of that schema, any bytes, or no body at all. */
type Answer = { kind: 'json'; schema: z.ZodType } | { kind: 'bytes' } | { kind: 'empty' }
export type Operation = {
  id: string
  method: string
  path: string
  parameters: readonly Parameter[]
  /** A schema for JSON; `multipart`; null: takes none. */
  body: Schema | 'multipart' | null
  answers: ReadonlyMap<number, Answer>
}
export type Spec = {
  operations: readonly Operation[]
  /** The schema that a `$ref` names; others as they are. */
  resolve(schema: Schema): Schema
  /** The operation that answers this address, by the file alone; `other`: known, with another method. */
  find(method: string, target: string): Operation | 'other' | 'unknown'
}

const REF = '#/components/schemas/'

export function readSpec(text: string): Spec {
  const { paths, components } = File.parse(JSON.parse(text))
  const $defs: unknown = JSON.parse(JSON.stringify(components.schemas).replaceAll(REF, '#/$defs/'))
  const compile = (schema: Schema): z.ZodType => {
    const own: unknown = JSON.parse(JSON.stringify(schema).replaceAll(REF, '#/$defs/'))
    return z.fromJSONSchema({ ...Schema.parse(own), $defs: z.record(z.string(), Schema).parse($defs) })
  }
  const answer = (content: z.infer<typeof Content> | undefined): Answer => {
    if (content === undefined) return { kind: 'empty' }
    const json = content['application/json']
    return json ? { kind: 'json', schema: compile(json.schema) } : { kind: 'bytes' }
  }
  const operations = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, described]): Operation => {
      const content = described.requestBody?.content
      const json = content?.['application/json']?.schema
      return {
        id: described.operationId,
        method: verb.toUpperCase(),
        path,
        parameters: described.parameters ?? [],
        body: json ?? (content === undefined ? null : 'multipart'),
        answers: new Map(
          Object.entries(described.responses).map(([status, one]) => [Number(status), answer(one.content)]),
        ),
      }
    }),
  )
  return {
    operations,
    resolve(schema) {
      const { $ref } = schema
      if (typeof $ref !== 'string') return schema
      const named = components.schemas[$ref.slice(REF.length)]
      if (named === undefined) throw new Error(`the file has no ${$ref}`)
      return named
    },
    find(method, target) {
      const path = (target.split(/[?#]/, 1)[0] ?? '').replace(/(?<=.)\/$/, '')
      const fitting = operations.filter((operation) => fits(operation.path, path))
      if (fitting.length === 0) return 'unknown'
      const wanted = method === 'HEAD' ? 'GET' : method
      const ours = fitting.filter((operation) => operation.method === wanted)
      // `/api/users/me` before `/api/users/{id}`: whichever has fewer parameters.
      return ours.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0] ?? 'other'
    },
  }
}

function fits(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]))
  )
}

/** What came back, as much of it as the file can be held against. */
export type Answered = { status: number; type: string; text: string }

/** What is wrong with an answer, by the OpenAPI file alone; null when nothing is. */
export function objection(spec: Spec, method: string, target: string, answered: Answered): string | null {
  const { status, text } = answered
  if (status >= 500) return `${status} ${show(text)}`
  const operation = spec.find(method, target)
  if (typeof operation === 'string') {
    if (status < 400) return `${status} from an address that is in no file`
    return refusalObjection(method, answered)
  }
  const documented = operation.answers.get(status)
  if (documented === undefined) return `${operation.id} does not document ${status}: ${show(text)}`
  if (status >= 400) return refusalObjection(method, answered)
  if (method === 'HEAD' || documented.kind === 'bytes') return null
  if (documented.kind === 'empty')
    return text === '' && !answered.type.includes('json') ? null : `a body under ${status}: ${show(text)}`
  if (!/^application\/json\b/.test(answered.type)) return `${status} as ${answered.type}`
  const parsed = documented.schema.safeParse(JSON.parse(text))
  return parsed.success ? null : `${status} ${show(text)}: ${show(parsed.error.message)}`
}

const Failure = z.strictObject({ error: z.string().min(5), code: z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/) })

function refusalObjection(method: string, { status, type, text }: Answered): string | null {
  if (method === 'HEAD') return null
  if (!/^application\/json\b/.test(type)) return `${status} as ${type || 'nothing'}: ${show(text)}`
  const parsed = Failure.safeParse(parseJson(text))
  return parsed.success ? null : `${status} ${show(text)} is not { error, code }`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
