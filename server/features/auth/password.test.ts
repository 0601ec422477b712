import { expect, test } from 'vitest'
import { createPasswords, PasswordQueueFull } from './password.ts'
import { pickScrypt, portableScrypt } from './scrypt.ts'
import type { Scrypt } from './scrypt.ts'

const bytes = (text: string) => Buffer.from(text)

// RFC 7914 section 12; the fourth (N = 2^20) takes 1 GiB.
const VECTORS = [
  [
    '',
    '',
    { N: 16, r: 1, p: 1 },
    '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
  ],
  [
    'password',
    'NaCl',
    { N: 1024, r: 8, p: 16 },
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
  ],
  [
    'pleaseletmein',
    'SodiumChloride',
    { N: 16384, r: 8, p: 1 },
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  ],
] as const

test.each(VECTORS)('RFC 7914 vector %j, %j, natively and in JavaScript', async (password, salt, cost, digest) => {
  for (const scrypt of [pickScrypt(), portableScrypt]) {
    const found = await scrypt(bytes(password), bytes(salt), cost, 64)
    expect(Buffer.from(found).toString('hex')).toBe(digest)
  }
})

test('the default cost gives the same digest natively and in JavaScript', async () => {
  const cost = { N: 2 ** 15, r: 8, p: 3 }
  const native = await pickScrypt()(bytes('pässword'), bytes('0123456789abcdef'), cost, 32)
  const portable = await portableScrypt(bytes('pässword'), bytes('0123456789abcdef'), cost, 32)
  expect(Buffer.from(native)).toEqual(Buffer.from(portable))
})

test('a build without the native one falls back', () => {
  expect(pickScrypt({})).toBe(portableScrypt)
  expect(pickScrypt()).not.toBe(portableScrypt)
})

test('hash gives a PHC string that verify accepts, and only with the password', async () => {
  const passwords = createPasswords({ cost: 8, maxQueue: 4 })
  const phc = await passwords.hash('correct horse')
  expect(phc).toMatch(/^\$scrypt\$ln=8,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await passwords.verify('correct horse', phc)).toBe(true)
  expect(await passwords.verify('correct horsf', phc)).toBe(false)
  expect(await passwords.verify('', phc)).toBe(false)
  expect(await passwords.hash('correct horse')).not.toBe(phc)
})

test('a password is its bytes: other normal forms of it are other passwords', async () => {
  const passwords = createPasswords({ cost: 8, maxQueue: 4 })
  const phc = await passwords.hash('caf\u00E9')
  expect(await passwords.verify('cafe\u0301', phc)).toBe(false)
})

test('a hash of another cost is still verified, and made again only when it is cheaper', async () => {
  const cheap = createPasswords({ cost: 8, maxQueue: 4 })
  const dear = createPasswords({ cost: 9, maxQueue: 4 })
  const phc = await cheap.hash('correct horse')
  expect(await dear.verify('correct horse', phc)).toBe(true)
  expect(dear.needsRehash(phc)).toBe(true)
  expect(cheap.needsRehash(phc)).toBe(false)
  expect(cheap.needsRehash(await dear.hash('x'))).toBe(false)
})

test.each([
  '',
  'plain',
  '$scrypt$ln=40,r=8,p=3$AAAA$AAAA',
  '$scrypt$ln=8,r=8,p=3$AAAA$AAAA',
  '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA',
])('the broken stored hash %j is an error', async (phc) => {
  const passwords = createPasswords({ cost: 8, maxQueue: 4 })
  await expect(passwords.verify('x', phc)).rejects.toThrow('cannot be read')
  expect(() => passwords.needsRehash(phc)).toThrow('cannot be read')
})

test('an unknown user costs what a known one costs', async () => {
  const asked: unknown[] = []
  const scrypt: Scrypt = async (password, salt, cost, size) => {
    asked.push([password.length, salt.length, cost, size])
    return new Uint8Array(size)
  }
  const passwords = createPasswords({ cost: 8, maxQueue: 4, scrypt })
  const phc = await passwords.hash('12345678')
  await passwords.verify('12345678', phc)
  expect(await passwords.verifyNothing('12345678')).toBe(false)
  expect(asked[1]).toEqual(asked[0])
  expect(asked[2]).toEqual(asked[1])
})

test('two at a time, in order, and beyond the queue PasswordQueueFull', async () => {
  const started: string[] = []
  const release: Array<() => void> = []
  let running = 0
  let most = 0
  const scrypt: Scrypt = async (password, _salt, _cost, size) => {
    started.push(Buffer.from(password).toString())
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => release.push(resolve))
    running -= 1
    return new Uint8Array(size)
  }
  const passwords = createPasswords({ cost: 8, maxQueue: 3, scrypt })
  const names = ['a', 'b', 'c', 'd', 'e']
  const done = names.map((name) => passwords.hash(name))
  await expect(passwords.hash('f')).rejects.toThrow(PasswordQueueFull)
  await expect(passwords.verifyNothing('g')).rejects.toThrow(PasswordQueueFull)
  expect(started).toEqual(['a', 'b'])
  while (release.length > 0 || running > 0) {
    release.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(done)
  expect(started).toEqual(names)
  expect(most).toBe(2)
})

test('a job that fails gives its place back', async () => {
  let calls = 0
  const scrypt: Scrypt = async (_password, _salt, _cost, size) => {
    calls += 1
    if (calls <= 2) throw new Error('no memory')
    return new Uint8Array(size)
  }
  const passwords = createPasswords({ cost: 8, maxQueue: 0, concurrency: 1, scrypt })
  await expect(passwords.hash('a')).rejects.toThrow('no memory')
  await expect(passwords.hash('b')).rejects.toThrow('no memory')
  await expect(passwords.hash('c')).resolves.toContain('$scrypt$')
})
