import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Random } from './random.ts'

export type Proxy = {
  readonly url: string
  /** How many connections were cut. */
  readonly cuts: number
  /** From now on everything is left alone. */
  calm(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Bytes that a connection carries before it is cut, in both directions together: at least, and at most. */
export type Budget = { min: number; max: number }

/**
 * A TCP proxy that cuts each connection after a random number of bytes, wherever in a request, an answer or a frame
 * that may be: some with a FIN, some with an RST, some only for one side at first.
 */
export async function startProxy(port: number, random: Random, budget: Budget): Promise<Proxy> {
  let calm = false
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    let left = random.between(budget.min, budget.max)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    const cut = () => {
      cuts += 1
      const how = random.below(3)
      // The server learns of it later than the client: to it the connection is half open for a while.
      if (how === 0) {
        client.destroy()
        setTimeout(end, random.between(5, 150))
      } else if (how === 1) {
        client.resetAndDestroy()
        upstream.resetAndDestroy()
      } else end()
    }
    const pass = (from: Socket, to: Socket) => {
      open.add(from)
      from.on('data', (chunk: Buffer) => {
        if (calm || chunk.length < left) {
          left -= chunk.length
          to.write(chunk)
          return
        }
        if (left <= 0) return
        to.write(chunk.subarray(0, left), cut)
        left = 0
      })
      from.on('error', end)
      from.on('close', () => {
        open.delete(from)
        to.end()
      })
    }
    pass(client, upstream)
    pass(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    get cuts() {
      return cuts
    },
    calm: () => void (calm = true),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
