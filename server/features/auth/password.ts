import { randomBytes as secureRandomBytes, timingSafeEqual } from 'node:crypto'
import { pickScrypt } from './scrypt.ts'
import type { Scrypt } from './scrypt.ts'

/** RFC 7914's r and p. With N = 2^15 as strong as OWASP's N = 2^17, p = 1, in 32 MiB instead of 128. */
const BLOCK_SIZE = 8
const PARALLELISM = 3
const SALT_BYTES = 16
const DIGEST_BYTES = 32

/** More passwords wait than the room can work off soon: 503, try again. */
export class PasswordQueueFull extends Error {
  override name = 'PasswordQueueFull'
  constructor() {
    super('Too many people are signing in at the moment.')
  }
}

export type Passwords = {
  /** A PHC string with a fresh salt. Rejects with `PasswordQueueFull`, as the other two do. */
  hash(password: string): Promise<string>
  /** Whether it is the password; throws when the stored string is broken. */
  verify(password: string, phc: string): Promise<boolean>
  /** The work of `verify` for a user who does not exist, so that nobody can tell by the clock. */
  verifyNothing(password: string): Promise<false>
  /** Whether the stored string is cheaper than what `hash` makes now: then hash again after the next good login. */
  needsRehash(phc: string): boolean
}

export type PasswordsDeps = {
  /** log2 of scrypt's N. */
  cost: number
  /** How many may wait; one more is turned away. */
  maxQueue: number
  /** How many are worked on at once, each on a thread of its own and 128 * N * r bytes of memory; 2 by default. */
  concurrency?: number
  randomBytes?: (size: number) => Uint8Array
  scrypt?: Scrypt
}

/**
 * Hashes passwords with scrypt, first come first served. A password is taken as its UTF-8 bytes, whatever they are.
 */
export function createPasswords(deps: PasswordsDeps): Passwords {
  const { cost, maxQueue, concurrency = 2, randomBytes = secureRandomBytes, scrypt = pickScrypt() } = deps
  const queue = createQueue({ concurrency, maxQueue })
  const current = { ln: cost, r: BLOCK_SIZE, p: PARALLELISM }
  // Not secret: nothing is ever accepted because it matches.
  const nobody: Phc = { ...current, salt: Buffer.alloc(SALT_BYTES), digest: Buffer.alloc(DIGEST_BYTES) }

  const matches = (password: string, { ln, r, p, salt, digest }: Phc) =>
    queue.run(async () => {
      const found = await scrypt(Buffer.from(password), salt, { N: 2 ** ln, r, p }, digest.length)
      return timingSafeEqual(found, digest)
    })

  return {
    hash: (password) =>
      queue.run(async () => {
        const salt = randomBytes(SALT_BYTES)
        const { ln, r, p } = current
        const digest = await scrypt(Buffer.from(password), salt, { N: 2 ** ln, r, p }, DIGEST_BYTES)
        return writePhc({ ...current, salt, digest })
      }),
    verify: async (password, phc) => matches(password, readPhc(phc)),
    async verifyNothing(password) {
      await matches(password, nobody)
      return false
    },
    needsRehash(phc) {
      const { ln, r, p } = readPhc(phc)
      return ln < cost || r < BLOCK_SIZE || p < PARALLELISM
    },
  }
}

/**
 * Runs at most `concurrency` jobs at once, in the order in which they came; beyond `maxQueue` waiting ones `run`
 * rejects with `PasswordQueueFull`.
 */
function createQueue({ concurrency, maxQueue }: { concurrency: number; maxQueue: number }) {
  const waiting: Array<() => void> = []
  let running = 0

  return {
    async run<T>(job: () => Promise<T>): Promise<T> {
      if (running < concurrency) {
        running += 1
      } else {
        if (waiting.length >= maxQueue) throw new PasswordQueueFull()
        // Whoever finishes hands its place over, so that a newcomer cannot slip in between.
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      try {
        return await job()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}

/** `$scrypt$ln=15,r=8,p=3$salt$digest`: https://github.com/P-H-C/phc-string-format, base64 without padding. */
type Phc = { ln: number; r: number; p: number; salt: Uint8Array; digest: Uint8Array }

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
/** 2^20 needs 1 GiB: more than that in a database is damage, and must not take the machine down. */
const MAX_COST = 20

function readPhc(text: string): Phc {
  const [, ln, r, p, salt = '', digest = ''] = PHC.exec(text) ?? []
  const phc = { ln: Number(ln), r: Number(r), p: Number(p), salt: fromBase64(salt), digest: fromBase64(digest) }
  const sane = phc.ln >= 1 && phc.ln <= MAX_COST && phc.r >= 1 && phc.p >= 1 && phc.digest.length >= 16
  if (!sane) throw new Error('A stored password hash cannot be read.')
  return phc
}

function writePhc({ ln, r, p, salt, digest }: Phc): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(digest)}`
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}
