/** JSON Schema to fast-check, as far as the OpenAPI file uses it; what it does not know, it says. */
import fc from 'fast-check'
import { PASSWORD } from '../room.ts'
import { hostileText, hostileValue } from './hostile.ts'
import { isSchema } from './spec.ts'
import type { Schema, Spec } from './spec.ts'
import { nounOf } from './world.ts'
import type { World } from './world.ts'

const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Values that the schema allows; `name` is the field's, for naming real things. */
export function valid(world: World, spec: Spec, given: Schema, name = ''): fc.Arbitrary<unknown> {
  const schema = spec.resolve(given)
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom<unknown>(...schema.enum)
  const choices = list(schema.anyOf ?? schema.oneOf).filter(isSchema)
  if (choices.length > 0) return fc.oneof(...choices.map((one) => valid(world, spec, one, name)))
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: unknown) => valid(world, spec, { ...schema, type }, name)))
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number': {
      const [min, max] = [number(schema.minimum, -1_000), number(schema.maximum, 1_000)]
      return fc.oneof(
        fc.integer({ min: Math.max(min, -3), max: Math.min(max, 300) }),
        fc.integer({ min, max }),
        fc.constantFrom(min, max),
      )
    }
    case 'string':
      return text(world, schema, name)
    case 'array': {
      const items = isSchema(schema.items) ? valid(world, spec, schema.items, name) : hostileValue()
      return fc.array(items, { maxLength: Math.min(number(schema.maxItems, 5), 5) })
    }
    case 'object':
      return object(world, spec, schema)
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`)
  }
}

/** What passes the checks that a schema cannot say, so that what lies behind them is reached as well. */
function plausible(world: World, name: string): fc.Arbitrary<string> | null {
  switch (name) {
    case 'username':
    case 'username_or_email':
      return fc.oneof(fc.stringMatching(/^[a-z]{2,12}$/), world.idOf('username'))
    case 'password':
    case 'current_password':
    case 'new_password':
      return fc.constant(PASSWORD)
    case 'email':
      return fc.stringMatching(/^[a-z]{1,8}@[a-z]{2,8}\.example$/)
    case 'content':
    case 'q':
      return fc.oneof(fc.lorem({ maxCount: 5 }), hostileText())
    case 'emoji':
      return fc.constantFrom('👍', '👩‍👩‍👧‍👦', ':x:', 'x')
    default:
      return null
  }
}

function text(world: World, schema: Schema, name: string): fc.Arbitrary<string> {
  const noun = nounOf(name)
  const [min, max] = [number(schema.minLength, 0), number(schema.maxLength, 8_000)]
  const any = fc.oneof(
    fc.string({ minLength: min, maxLength: Math.min(max, 20), unit: 'grapheme' }).filter((one) => one.length <= max),
    fc.string({ minLength: Math.max(8, min), maxLength: Math.min(max, 40) }),
    fc.constantFrom(min, max).map((length) => 'x'.repeat(length)),
  )
  const likely = plausible(world, name)
  if (likely !== null) return fc.oneof({ weight: 8, arbitrary: likely }, { weight: 2, arbitrary: any })
  if (schema.format === 'uuid') return fc.oneof(world.anyId(), fc.uuid())
  if (noun === null) return any
  return fc.oneof(
    { weight: 8, arbitrary: world.idOf(noun) },
    { weight: 1, arbitrary: world.anyId() },
    { weight: 1, arbitrary: any },
  )
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  const { properties } = schema
  if (!isSchema(properties)) return {}
  return Object.fromEntries(Object.entries(properties).flatMap(([name, one]) => (isSchema(one) ? [[name, one]] : [])))
}

function object(world: World, spec: Spec, schema: Schema): fc.Arbitrary<unknown> {
  const properties = propertiesOf(schema)
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, valid(world, spec, one, name)]),
  )
  const requiredKeys = Object.keys(model).filter((name) => list(schema.required).includes(name))
  return fc.record(model, { requiredKeys, noNullPrototype: true })
}

/** Just beside what the schema allows. */
function edge(given: Schema, spec: Spec): fc.Arbitrary<unknown> {
  const schema = spec.resolve(given)
  const beyond: unknown[] = [null, '']
  if (typeof schema.maxLength === 'number') beyond.push('x'.repeat(schema.maxLength + 1), '😀'.repeat(schema.maxLength))
  if (typeof schema.minLength === 'number') beyond.push('x'.repeat(Math.max(0, schema.minLength - 1)))
  if (typeof schema.maximum === 'number') beyond.push(schema.maximum + 1, String(schema.maximum))
  if (typeof schema.minimum === 'number') beyond.push(schema.minimum - 1, schema.minimum + 0.5)
  if (schema.type === 'boolean') beyond.push('true', 0, 1)
  if (schema.type === 'string') beyond.push(0, [], ['x'], { toString: 'x' })
  if (schema.type === 'array')
    beyond.push(
      'x',
      [null],
      [[]],
      {},
      Array.from({ length: Math.min(number(schema.maxItems, 100), 10_000) + 1 }, () => ''),
    )
  return fc.constantFrom(...beyond)
}

/** An object of the schema with a few fields gone, strange, or too many. */
export function nearly(world: World, spec: Spec, schema: Schema): fc.Arbitrary<unknown> {
  const properties = propertiesOf(spec.resolve(schema))
  const names = Object.keys(properties)
  const changes = names.map((name) => {
    const field = properties[name] ?? {}
    return fc.tuple(fc.constant(name), fc.oneof(fc.constant(undefined), edge(field, spec), hostileValue()))
  })
  const additional = fc.tuple(
    fc.constantFrom('extra', '__proto__', 'constructor', 'id', 'is_admin', 'toJSON', ''),
    hostileValue(),
  )
  const change =
    changes.length === 0
      ? additional
      : fc.oneof({ weight: 4, arbitrary: fc.oneof(...changes) }, { weight: 1, arbitrary: additional })
  return fc
    .tuple(valid(world, spec, schema), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([base, changed]) => {
      const fields = isSchema(base) ? { ...base } : {}
      // defineProperty: a plain assignment to `__proto__` would not make a field.
      for (const [name, value] of changed)
        Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
      return fields
    })
}
