import { createHash, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { v4 as uuidV4, validate as isUuid } from 'uuid'
import { makeKey, readKey } from '../tls/identity.ts'
import { fsyncFolderSync, writeDurablySync } from './durable.ts'

/** What only this room's machine knows. Whoever can read the folder can speak as anybody. */
export type Secrets = {
  /** A v4 UUID, made at the first start: the room's identity. */
  roomId: string
  /** Signs access tokens (HS256). */
  tokenKey: KeyObject
  /** Signs media URLs and cookies. */
  mediaKey: KeyObject
  /** What the room shows on TLS, and is known by (server/tls/identity.ts): a private key, PEM. */
  tlsKey: string
}

type RandomBytes = (size: number) => Buffer

const KEY_BYTES = 32
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/**
 * Reads the room's secrets from `<dataDir>/secrets/`, and makes those that are missing, on the disk before it returns.
 * A broken one is an error that names the file: a new one would end every login without a word.
 */
export function loadSecrets(dataDir: string, random: RandomBytes = randomBytes): Secrets {
  const folder = openFolder(dataDir)
  const key = (name: string) => {
    const path = join(folder, name)
    const text = readOrMake(path, () => random(KEY_BYTES).toString('base64url'))
    const bytes = Buffer.from(text, 'base64url')
    if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== text) throw broken(path)
    return createSecretKey(bytes)
  }
  const idPath = join(folder, 'room-id')
  const roomId = readOrMake(idPath, () => uuidV4({ random: random(16) }))
  if (!isUuid(roomId)) throw broken(idPath)
  const tlsPath = join(folder, 'tls.key')
  const tlsKey = readOrMake(tlsPath, makeKey)
  if (readKey(tlsKey)?.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw broken(tlsPath, 'then nobody knows the room any more, and each friend needs a new invitation')
  return { roomId, tokenKey: key('token.key'), mediaKey: key('media.key'), tlsKey }
}

export type OwnerCode = {
  /** The code, or null when there is none. */
  read(): string | null
  /** Makes a new one, in place of the old. */
  create(): string
  /** There is an owner now: no code works any more. */
  clear(): void
  /** Whether it is the code, however it was typed: any case, with or without dashes and spaces, O for 0, I or L for 1. */
  matches(candidate: string): boolean
}

/** The one-time code by which a room without an owner gets one: `XXXX-XXXX-XXXX-XXXX`, 80 random bits. */
export function ownerCode(dataDir: string, random: RandomBytes = randomBytes): OwnerCode {
  const folder = openFolder(dataDir)
  const path = join(folder, 'owner-code')
  let code = readIfThere(path)

  return {
    read: () => code,
    create() {
      const made = codeOf(random(CODE_BYTES))
      writeDurablySync(path, `${made}\n`, FILE_MODE)
      code = made
      return made
    },
    clear() {
      rmSync(path, { force: true })
      fsyncFolderSync(folder)
      code = null
    },
    matches: (candidate) => code !== null && isSameText(plainCode(candidate), plainCode(code)),
  }
}

/** Crockford's base 32 (https://www.crockford.com/base32.html): no letters that look like digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_BYTES = 10

function codeOf(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString('hex')}`)
  let digits = ''
  for (let i = 0; i < 16; i += 1) {
    digits = `${ALPHABET.charAt(Number(bits & 31n))}${digits}`
    bits >>= 5n
  }
  return digits.replaceAll(/(.{4})(?!$)/g, '$1-')
}

function plainCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

/** Hashed first, because equal lengths are compared only; the time says nothing about where they differ. */
function isSameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function openFolder(dataDir: string): string {
  const folder = join(dataDir, 'secrets')
  if (mkdirSync(folder, { recursive: true, mode: FOLDER_MODE }) !== undefined) fsyncFolderSync(dataDir)
  tighten(folder, FOLDER_MODE)
  return folder
}

function readOrMake(path: string, make: () => string): string {
  const stored = readIfThere(path)
  if (stored !== null) return stored
  const made = make()
  writeDurablySync(path, `${made}\n`, FILE_MODE)
  return made
}

function readIfThere(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim()
    tighten(path, FILE_MODE)
    return text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** A copy or an unpacked archive may have come with looser modes. Windows has none of these bits. */
function tighten(path: string, mode: number): void {
  if (process.platform === 'win32') return
  if ((statSync(path).mode & 0o777 & ~mode) !== 0) chmodSync(path, mode)
}

function broken(path: string, consequence = 'then everybody signs in again'): Error {
  return new Error(`The file ${path} is damaged. Restore it from a backup, or remove it: ${consequence}.`)
}
