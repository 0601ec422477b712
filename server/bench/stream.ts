import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { must, parseHead } from './http.ts'
import type { Answer } from './http.ts'

const BLOCK = Buffer.alloc(1024 * 1024, 'the quick brown fox jumps over the lazy dog. ')

/** Sends `head`, then `bytes` of filler, then `tail`, as fast as the server reads; resolves with its answer. */
export function upload(port: number, head: Buffer, bytes: number, tail: Buffer): Promise<Answer> {
  return exchange(port, (socket) => {
    let left = bytes
    socket.write(head)
    const pump = () => {
      while (left > 0) {
        const block = left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left)
        left -= block.length
        if (!socket.write(block) && left > 0) return void socket.once('drain', pump)
      }
      socket.write(tail)
    }
    pump()
  })
}

/** Sends a request and throws the body of its answer away; resolves with the number of its bytes. */
export async function download(port: number, request: Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let head: ReturnType<typeof parseHead> = null
  let received = 0
  let start = Buffer.alloc(0)
  const onread = {
    buffer: Buffer.alloc(1024 * 1024),
    callback(length: number, chunk: Uint8Array): boolean {
      received += length
      if (head === null) {
        start = Buffer.concat([start, chunk.subarray(0, length)])
        head = parseHead(start)
        if (head === null) return true
        received = start.length - head.headSize
      }
      if (received < head.length) return true
      if (head.status === 200) resolve(received)
      else reject(new Error(`a download answered ${head.status}`))
      return false
    },
  }
  const socket = connect({ host: '127.0.0.1', port, onread })
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the server closed the connection')))
  socket.write(request)
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

async function exchange(port: number, send: (socket: Socket) => void): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    const head = parseHead(received)
    if (head === null || received.length < head.headSize + head.length) return
    const body = received.subarray(head.headSize)
    // WebDAV answers 201 or 204 where the room says 200.
    resolve({ status: head.status === 201 || head.status === 204 ? 200 : head.status, body })
  })
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the server closed the connection')))
  send(socket)
  try {
    return must(await promise)
  } finally {
    socket.destroy()
  }
}
