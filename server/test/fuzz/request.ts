/** Requests made from the OpenAPI file: valid, nearly valid, and hostile. */
import fc from 'fast-check'
import { brokenJson, hostileText, hostileValue, HOSTILE_TEXT } from './hostile.ts'
import { multipart } from './multipart.ts'
import type { Operation, Parameter, Spec } from './spec.ts'
import { nearly, valid } from './values.ts'
import { nounOf, WHO } from './world.ts'
import type { Who, World } from './world.ts'

/** `target` is as it goes over the wire, one character a byte. */
export type FuzzRequest = {
  method: string
  target: string
  headers: Record<string, string>
  body: Buffer | null
  who: Who
}

/** Segments that no encoder would write. `/` in one of them makes it another address, which is fine. */
const ROUGH_SEGMENTS = [
  '%',
  '%0',
  '%zz',
  '%00',
  '%2F',
  '%2f..%2f..',
  '%25',
  '%E0%A4%A',
  '%c0%af',
  '%ff',
  '%F0%9F%98%80',
  '..',
  '.',
  '',
  '/',
  ';a=b',
  '{id}',
  '*',
  '(.*)',
  ':id',
  'me',
  'unread',
  'a%20b',
  '\u00f0\u009f\u0098\u0080',
  '\u0080\u00ff',
  '[::1]',
  '@',
  '#x',
  '?',
  '&',
  '=',
  '+',
]
const encoded = (text: string) => encodeURIComponent(text.toWellFormed().slice(0, 1_500)).slice(0, 6_000)

function segment(world: World, spec: Spec, path: string, { name, schema }: Parameter): fc.Arbitrary<string> {
  const noun = nounOf(name, path)
  return fc.oneof(
    {
      weight: 7,
      arbitrary: (noun === null ? valid(world, spec, schema, name) : world.idOf(noun)).map((value) =>
        encoded(String(value)),
      ),
    },
    { weight: 2, arbitrary: world.anyId().map(encoded) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 2, arbitrary: fc.constantFrom(...ROUGH_SEGMENTS) },
    { weight: 2, arbitrary: hostileText().map(encoded) },
  )
}

const ROUGH_QUERIES = [
  '?',
  '&&&',
  '=',
  '=x',
  '%',
  'a=%zz',
  'limit[]=1',
  'limit[a]=1',
  '__proto__=x',
  'constructor[prototype]=x',
  'q',
  'token=x',
]

function query(world: World, spec: Spec, parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const pair = parameters.map(({ name, schema }) => {
    const value = fc.oneof(
      { weight: 6, arbitrary: valid(world, spec, schema, name).map((one) => encoded(String(one))) },
      { weight: 3, arbitrary: hostileText().map(encoded) },
      { weight: 1, arbitrary: fc.constantFrom(...ROUGH_SEGMENTS).map((text) => text.replaceAll('#', '')) },
    )
    return value.map((one) => `${name}=${one}`)
  })
  const rough = fc.constantFrom(...ROUGH_QUERIES)
  const any =
    pair.length === 0 ? rough : fc.oneof({ weight: 9, arbitrary: fc.oneof(...pair) }, { weight: 1, arbitrary: rough })
  return fc
    .array(any, { maxLength: pair.length === 0 ? 1 : 3 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`))
}

const typed = (body: fc.Arbitrary<Buffer>, type: string) => body.map((bytes) => ({ body: bytes, type }))
const JSON_TYPE = 'application/json'
const TYPES = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/problem+json',
  'multipart/form-data',
  'x',
  '/',
  ';;;',
]
/** fast-check's values hold lone surrogates: JSON escapes those. Objects without a prototype are as good as any. */
const asJson = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '')

function body(
  world: World,
  spec: Spec,
  wanted: Operation['body'],
): fc.Arbitrary<{ body: Buffer | null; type: string }> {
  const none = fc.constant({ body: null, type: '' })
  const strange = fc.oneof(
    typed(hostileValue().map(asJson), JSON_TYPE),
    typed(brokenJson(), JSON_TYPE),
    fc.tuple(hostileValue().map(asJson), fc.constantFrom(...TYPES)).map(([bytes, type]) => ({ body: bytes, type })),
    multipart(),
  )
  if (wanted === null) return fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: strange })
  if (wanted === 'multipart')
    return fc.oneof(
      { weight: 8, arbitrary: multipart() },
      { weight: 2, arbitrary: strange },
      { weight: 1, arbitrary: none },
    )
  return fc.oneof(
    { weight: 6, arbitrary: typed(valid(world, spec, wanted).map(asJson), JSON_TYPE) },
    { weight: 6, arbitrary: typed(nearly(world, spec, wanted).map(asJson), JSON_TYPE) },
    { weight: 3, arbitrary: strange },
    { weight: 1, arbitrary: none },
  )
}

/** Header values: bytes from 0x21 on are what Node's own client lets out; raw sockets do the rest in raw.test.ts. */
const headerText = fc.constantFrom(...HOSTILE_TEXT.filter((text) => /^[\x20-\x7e]{1,300}$/.test(text)))
const HEADERS = [
  'range',
  'if-none-match',
  'if-match',
  'if-range',
  'if-modified-since',
  'if-unmodified-since',
  'accept',
  'accept-encoding',
  'content-encoding',
  'cookie',
  'origin',
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  'authorization',
  'access-control-request-method',
] as const
const extras = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { range: 'bytes=0-0' },
      { range: 'bytes=5-2' },
      { range: 'bytes=-0' },
      { range: 'bytes=0-1,3-4' },
      { 'if-none-match': '*' },
      { 'if-match': '"x"' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom(...HEADERS), headerText, { maxKeys: 3, noNullPrototype: true }),
  },
)
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE', 'M-SEARCH', 'QUERY']

/** One request to any operation of the file. */
export function fuzzRequest(world: World, spec: Spec): fc.Arbitrary<FuzzRequest> {
  const each = spec.operations.map((operation) => {
    const places = operation.parameters.filter((one) => one.in === 'path')
    const parts = {
      segments: fc.tuple(...places.map((one) => segment(world, spec, operation.path, one))),
      query: query(
        world,
        spec,
        operation.parameters.filter((one) => one.in === 'query'),
      ),
      content: body(world, spec, operation.body),
      extra: extras,
      method: fc.oneof(
        { weight: 24, arbitrary: fc.constant(operation.method) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      who: fc.oneof(
        { weight: 5, arbitrary: fc.constant<Who>('keeper') },
        { weight: 5, arbitrary: fc.constantFrom<Who>('member', 'stranger') },
        { weight: 1, arbitrary: fc.constantFrom(...WHO) },
      ),
    }
    return fc.record(parts).map((made): FuzzRequest => {
      const named = new Map(places.map(({ name }, at) => [name, made.segments[at] ?? '']))
      const target = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named.get(name) ?? '') + made.query
      const token = world.tokenOf(made.who)
      const headers = {
        ...(made.content.type === '' ? {} : { 'content-type': made.content.type }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...made.extra,
      }
      return { method: made.method, target, headers, body: made.content.body, who: made.who }
    })
  })
  return fc.oneof(...each)
}
