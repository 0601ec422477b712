import { createSocket } from 'node:dgram'
import type { Gateway } from './gateway.ts'

/** PCP and NAT-PMP share it: RFC 6887, section 19; RFC 6886, section 3. */
const ROUTER_PORT = 5351
/** The first is repeated after this, the next after twice as long, and so on (RFC 6886, section 3.1). */
const REPEAT_MS = 250

/**
 * Sends the router a datagram until it answers: the first answer that `read` takes is the result. Only the router is
 * heard: the socket is connected, so the system keeps back what others send. Rejects when `signal` aborts, and when the
 * router says that nobody listens there.
 */
export function askRouter<Answer>(
  { router, own }: Gateway,
  question: Uint8Array,
  read: (answer: Buffer) => Answer | null,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    let timer: NodeJS.Timeout | undefined
    const end = (settle: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (!isClosed) socket.close()
      isClosed = true
      settle()
    }
    let isClosed = false
    const fail = (error: Error) => end(() => reject(error))
    const onAbort = () => fail(new Error('The router does not answer.'))
    const send = (waitMs: number) => {
      // A failure to send comes as an 'error' event.
      socket.send(question)
      timer = setTimeout(() => send(waitMs * 2), waitMs)
    }
    socket.on('error', fail)
    socket.on('message', (bytes) => {
      const answer = read(bytes)
      if (answer !== null) end(() => resolve(answer))
    })
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    socket.bind({ address: own, exclusive: true }, () =>
      socket.connect(ROUTER_PORT, router, () => {
        if (!isClosed) send(REPEAT_MS)
      }),
    )
  })
}
