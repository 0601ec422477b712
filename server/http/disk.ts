import { type Refusal, diskFull, notStored } from '#protocol/errors.ts'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const FAILING = new Set(['EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'EIO', 'EFBIG', 'ENOMEM'])

/** What the file system says, as somebody who wanted to store something is told it; null when it is not of its doing. */
export function storageRefusal(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  if (FULL.has(error.code)) return diskFull()
  // Out of descriptors, Node cannot even read the package of a module that is loaded on first use.
  return FAILING.has(error.code) || error.code === 'ERR_INVALID_PACKAGE_CONFIG' ? notStored() : null
}
