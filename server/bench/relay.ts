// The reference: a bare `ws` relay. It stores nothing, knows nobody, and sends once per receiver for every message
// that comes in by WebSocket or by `POST /`. `main.ts` strips its types first, so that it starts like plain JavaScript.
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'

function relay(port: number): void {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'POST') forward(Buffer.concat(chunks))
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}')
    })
  })
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  const forward = (data: Buffer) => {
    for (const client of sockets.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary: false })
    }
  }
  sockets.on('connection', (socket) => socket.on('message', (data) => Buffer.isBuffer(data) && forward(data)))
  http.listen(port, '127.0.0.1', () => {
    const address = http.address()
    const bound = typeof address === 'object' ? address?.port : undefined
    process.stdout.write(`${JSON.stringify({ event: 'listening', port: bound })}\n`)
  })
  process.once('SIGTERM', () => process.exit(0))
}

relay(Number(process.argv[2] ?? 0))
