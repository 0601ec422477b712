import { connect } from 'node:net'
import type { Socket } from 'node:net'

export type Answer = { status: number; body: Buffer }

/** A kept-alive HTTP/1.1 connection, cheaper than `node:http`'s client; requests are answered in order. */
export type HttpConnection = {
  request(message: Buffer): Promise<Answer>
  close(): void
}

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

/** The bytes of a request with an optional JSON body. */
export function requestBytes(
  method: string,
  path: string,
  { token, body }: { token?: string | undefined; body?: string } = {},
): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost']
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`)
  if (body !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}

export function openHttp(port: number): HttpConnection {
  const waiting: Waiting[] = []
  let received = Buffer.alloc(0)
  let closing = false
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const fail = (error: Error) => {
    if (!closing) for (const one of waiting.splice(0)) one.reject(error)
  }
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    for (let parsed = parseAnswer(received); parsed !== null; parsed = parseAnswer(received)) {
      received = received.subarray(parsed.size)
      waiting.shift()?.resolve(parsed.answer)
    }
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  return {
    request(message) {
      return new Promise<Answer>((resolve, reject) => {
        waiting.push({ resolve, reject })
        socket.write(message)
      })
    },
    close() {
      closing = true
      socket.destroy()
    },
  }
}

/** Status and length from an answer's head, once it is all there. */
export function parseHead(bytes: Buffer): { status: number; length: number; headSize: number } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined && status !== 204) throw new Error(`an answer without a length: ${head}`)
  return { status, length: Number(length ?? 0), headSize: end + 4 }
}

function parseAnswer(bytes: Buffer): { answer: Answer; size: number } | null {
  const head = parseHead(bytes)
  if (head === null || bytes.length < head.headSize + head.length) return null
  const size = head.headSize + head.length
  return { answer: { status: head.status, body: bytes.subarray(head.headSize, size) }, size }
}

/** The answer, or an error with its text when it is not a 200. */
export function must(answer: Answer): Answer {
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body.toString('utf8', 0, 300)}`)
  return answer
}
