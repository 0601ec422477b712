import { once } from 'node:events'
import { type AddressInfo, type Socket, createServer } from 'node:net'
import { dial } from '../tls/dial.ts'

/**
 * A way to a room as the desktop app has it: a plain loopback port, whose connections go on by TLS to whoever has that
 * key. `url` is for every client of these tests.
 */
export async function openTunnel(port: number, identity: string | null): Promise<AsyncDisposable & { url: string }> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined)
    void dial(`127.0.0.1:${port}`, { identity, timeoutMs: 10_000 }).then((dialled) => {
      if (!dialled.ok) {
        client.destroy()
        return
      }
      const { socket } = dialled
      client.on('close', () => socket.destroy())
      socket.on('close', () => client.destroy())
      client.pipe(socket).pipe(client)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
