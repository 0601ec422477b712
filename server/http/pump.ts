import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'

const CHUNK_BYTES = 256 * 1024

/**
 * Sends a part of a file (bytes `start` to `end`, both included) and ends the response; it is over, too, when the client
 * has gone. Two buffers take turns, one being read into while the other is written: a stream would allocate a fresh one
 * for every chunk, and a large file would leave tens of MiB for the garbage collector.
 */
export async function pump(
  path: string,
  range: { start?: number; end?: number },
  response: ServerResponse,
): Promise<void> {
  const file = await open(path, 'r')
  const client = watch(response)
  try {
    let at = range.start ?? 0
    // An empty file has no last byte, whatever the range says.
    const end = Math.min(range.end ?? Infinity, (await file.stat()).size - 1)
    const size = Math.max(1, Math.min(CHUNK_BYTES, end - at + 1))
    const buffers: [Buffer, Buffer] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)]
    let written: Promise<void> = Promise.resolve()
    for (let turn = 0; at <= end && !client.isGone; turn++) {
      const buffer = buffers[turn % 2 === 0 ? 0 : 1]
      const { bytesRead } = await file.read(buffer, 0, Math.min(size, end - at + 1), at)
      if (bytesRead === 0) throw new Error('The file became shorter while it was sent.')
      at += bytesRead
      // The other buffer must be through before it is read into again.
      await Promise.race([written, client.gone])
      if (client.isGone) return
      written = write(response, buffer.subarray(0, bytesRead))
      written.catch(() => undefined)
    }
    await Promise.race([written, client.gone])
    response.end()
  } finally {
    client.stop()
    await file.close()
  }
}

/**
 * Node tells a write that the client has gone only sometimes, and a response that waits behind others of its connection
 * never: its socket is what always closes.
 */
function watch(response: ServerResponse) {
  const emitters = [response.req.socket, response]
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  const client = {
    isGone: false,
    gone,
    stop: () => emitters.forEach((emitter) => emitter.off('close', leave)),
  }
  const leave = () => {
    client.isGone = true
    resolve()
  }
  for (const emitter of emitters) emitter.once('close', leave)
  if (emitters.some(({ destroyed }) => destroyed)) leave()
  return client
}

/** Resolves when the system has taken the bytes, or the client has gone. */
function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}
