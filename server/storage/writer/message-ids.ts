import { v7 } from 'uuid'

const POOL_BYTES = 4_096
const ID_BYTES = 16
const MAX_SEQ = 0xffff_ffff

/**
 * Makes UUIDs v7 that rise within the process even when the clock does not (RFC 9562, section 6.2). Random bytes are
 * drawn by the pool: one draw for each id is a good part of what storing a message costs.
 */
export function createMessageIds(deps: { now(): number; random(pool: Uint8Array): unknown }): () => string {
  const pool = new Uint8Array(POOL_BYTES)
  let at = POOL_BYTES
  let msecs = 0
  let seq = 0
  const draw = (): Uint8Array => {
    if (at === POOL_BYTES) {
      deps.random(pool)
      at = 0
    }
    at += ID_BYTES
    return pool.slice(at - ID_BYTES, at)
  }

  return () => {
    const random = draw()
    const now = deps.now()
    if (now > msecs) {
      msecs = now
      // From the lower half, so that a busy millisecond has somewhere to go.
      seq = new DataView(random.buffer).getUint32(0) >>> 1
    } else if (seq < MAX_SEQ) seq++
    else {
      msecs++
      seq = 0
    }
    return v7({ random, msecs, seq })
  }
}
