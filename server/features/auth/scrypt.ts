import * as crypto from 'node:crypto'

export type ScryptCost = { N: number; r: number; p: number }
/** The primitive of RFC 7914, `size` bytes long. Takes 128 * N * r bytes of memory while it runs. */
export type Scrypt = (password: Uint8Array, salt: Uint8Array, cost: ScryptCost, size: number) => Promise<Uint8Array>

type NativeScrypt = typeof crypto.scrypt

/** Node's own implementation, on a thread of the pool; scrypt-js where Node was built without it. */
export function pickScrypt(built: { scrypt?: NativeScrypt } = crypto): Scrypt {
  return built.scrypt === undefined ? portableScrypt : fromNative(built.scrypt)
}

function fromNative(native: NativeScrypt): Scrypt {
  return (password, salt, { N, r, p }, size) =>
    new Promise((resolve, reject) => {
      // OpenSSL counts its blocks too (128 * r * (N + p + 2)); Node's default of 32 MiB is just too little.
      const maxmem = 128 * r * (N + p + 2) + 2 ** 20
      native(password, salt, size, { N, r, p, maxmem }, (error, digest) => {
        if (error) reject(error)
        else resolve(digest)
      })
    })
}

/** In JavaScript on the main thread, which it leaves now and then; some ten times slower. */
export const portableScrypt: Scrypt = async (password, salt, { N, r, p }, size) => {
  const { default: scryptJs } = await import('scrypt-js')
  return scryptJs.scrypt(password, salt, N, r, p, size)
}
