import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { pump } from './pump.ts'

const folder = mkdtempSync(join(tmpdir(), 'stuffchat-test-'))
const path = join(folder, 'large')
writeFileSync(path, Buffer.alloc(8_000_000, 'x'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ASK = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'

test('a client that goes lets go of the file, and so does what waits behind it on its connection', async () => {
  let [begun, ended] = [0, 0]
  const server = createServer((_request, response) => {
    begun++
    const end = () => ended++
    pump(path, {}, response).then(end, end)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (let time = 0; time < 60; time++) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    // Nothing is read: the first waits for its reader, the others for the first.
    socket.write(ASK.repeat(3))
    await sleep(time % 8)
    socket.destroy()
  }
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(begun).toBeGreaterThan(60)
  await expect.poll(() => ended).toBe(begun)
})
