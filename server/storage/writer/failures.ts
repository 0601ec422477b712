import { type Refusal, diskFull, notStored } from '#protocol/errors.ts'

const FULL = 13
const STORAGE_FAILURES = new Set([
  5 /* BUSY */,
  6 /* LOCKED */,
  7 /* NOMEM */,
  8 /* READONLY */,
  10 /* IOERR */,
  FULL,
  14 /* CANTOPEN */,
])
const primaryCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : -1
/** The disk's fault, not ours: full, read-only, failing, locked. */
export const isStorageFailure = (error: unknown) => STORAGE_FAILURES.has(primaryCode(error))

export const engineRefusal = (error: unknown): Refusal => (primaryCode(error) === FULL ? diskFull() : notStored())
