/** Values that have broken other servers. */
import fc from 'fast-check'

/** Text in places where text is due. */
export const HOSTILE_TEXT: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Injected: 1',
  '\u0001\u001b[2J',
  '\ud800',
  '\udc00x',
  'a\ud83d',
  '\ufeff',
  '\uffff',
  '\u202eevil',
  '\u200b',
  '😀',
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(200),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
  '1e309',
  '0x10',
  '9007199254740993',
  '18446744073709551616',
  '-1',
  '1.5',
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '%',
  '%00',
  '%zz',
  '%2e%2e%2f',
  '../../../../etc/passwd',
  '..\\..\\x',
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  'NEAR("a" "b"',
  '*',
  '"',
  'AND',
  'x'.repeat(201),
  'x'.repeat(8_001),
  '0'.repeat(40),
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '1969-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.001Z',
]
/** Seldom, because each costs a while. */
const HUGE_TEXT: readonly string[] = ['x'.repeat(100_000), '😀'.repeat(20_000), '\0'.repeat(50_000)]

export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...HOSTILE_TEXT) },
    { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    {
      weight: 4,
      arbitrary: fc.string({
        unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        maxLength: 20,
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(...HUGE_TEXT) },
  )

export const hostileNumber = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(
      0,
      -0,
      -1,
      1.5,
      2 ** 31,
      2 ** 53,
      2 ** 53 + 2,
      -(2 ** 63),
      1e21,
      Number.MAX_VALUE,
      Number.MIN_VALUE,
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
  )

/** So deep that a recursive reader without a limit would overflow its stack, as text: building it would too. */
export const DEEP_JSON: readonly string[] = [
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '['.repeat(100_000),
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  '{"name":'.repeat(10_000),
]

/** Any JSON value, of whatever type. */
export const hostileValue = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      [],
      {},
      [[]],
      [null],
      { length: -1 },
      JSON.parse('{"__proto__":{"isAdmin":true}}'),
    ),
    hostileText(),
    hostileNumber(),
    fc.array(hostileText(), { maxLength: 4 }),
    fc.jsonValue({ maxDepth: 4 }),
    fc.dictionary(hostileText(), hostileText(), { maxKeys: 3 }),
    fc.integer({ min: 5, max: 300 }).map((depth): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  )

/** A body that is not JSON, or only nearly. */
export const brokenJson = (): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .constantFrom(
        ...DEEP_JSON,
        '',
        '{',
        '{"a":1,}',
        "{'a':1}",
        '\ufeff{}',
        '{"a":NaN}',
        '{"a":1e999}',
        '[1',
        '"\\ud800"',
        '{}{}',
        '{"a":01}',
      )
      .map((text) => Buffer.from(text)),
    fc
      .constantFrom('{"name":"a","name":"b"}', '{"__proto__":null,"constructor":{"prototype":{}}}', 'a=1&b=2')
      .map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    // Valid JSON but for its UTF-8: overlong, cut off, a surrogate, beyond Unicode.
    fc
      .constantFrom([0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff])
      .map((bytes) => Buffer.from([0x22, ...bytes, 0x22])),
    fc.integer({ min: 262_000, max: 270_000 }).map((size) => Buffer.from(JSON.stringify({ name: 'x'.repeat(size) }))),
  )
