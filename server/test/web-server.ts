import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { Socket } from 'node:net'

/** What a path answers with, by its first part. */
export type Pages = Record<string, (response: ServerResponse, request: IncomingMessage) => void>
export type WebServer = AsyncDisposable & {
  /** `http://127.0.0.1:port` */
  readonly url: string
  readonly port: number
  /** How many connections there have been, whatever they asked. */
  readonly connections: number
  /** The headers of the newest request. */
  readonly asked: IncomingMessage['headers']
}

/** A server such as a link may lead to, on a free port of loopback. */
export async function startWebServer(pages: Pages, host = '127.0.0.1'): Promise<WebServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  let asked: IncomingMessage['headers'] = {}
  const server = createServer((request, response) => {
    asked = request.headers
    const page = pages[request.url?.split(/[/?]/)[1] ?? '']
    if (page) page(response, request)
    else response.writeHead(404).end()
  })
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : NaN
  return {
    url: `http://${host}:${port}`,
    port,
    get connections() {
      return connections
    },
    get asked() {
      return asked
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Writes until the other side has had enough. */
export function endless(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}
