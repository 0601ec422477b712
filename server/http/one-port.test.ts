import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { makeKey, readKey } from '../tls/identity.ts'
import { makeCertificate } from '../tls/make-certificate.ts'
import { speakTls } from './one-port.ts'

const keyText = makeKey()

async function certificate(name: string) {
  const key = readKey(keyText)
  if (key === null) throw new Error('no key')
  const names = { dns: ['localhost'], ips: [] }
  return { key: keyText, cert: await makeCertificate({ key, name, names, now: Date.now() }) }
}

async function listening() {
  const server = createServer((request, response) => void response.end(request.url))
  const silenced: Socket[] = []
  const spoken = speakTls(server, {
    context: await certificate('first'),
    timeoutMs: 60_000,
    onSilent: (socket) => silenced.push(socket),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { ...spoken, server, port: (server.address() as AddressInfo).port }
}

async function secured(port: number) {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return {
    subject: socket.getPeerX509Certificate()?.subject,
    async ask(path: string): Promise<string> {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      const [answer] = await once(socket, 'data')
      return String(answer)
    },
  }
}

test('a new certificate is for new connections; those that are open go on', async () => {
  const { port, renew } = await listening()
  const before = await secured(port)
  renew(await certificate('second'))
  const after = await secured(port)
  expect([before.subject, after.subject]).toEqual(['CN=first', 'CN=second'])
  expect(await before.ask('/old')).toContain('/old')
  expect(await after.ask('/new')).toContain('/new')
})

test('those that have not said anything yet do not keep a server from closing', async () => {
  const { port, server, destroySilent } = await listening()
  const accepted = once(server, 'connection')
  const silent = connect(port, '127.0.0.1')
  await accepted
  const closed = once(server, 'close')
  server.close()
  destroySilent()
  await closed
  silent.destroy()
})

test('whoever hangs up without a word is let go', async () => {
  const { port, server } = await listening()
  const accepted = once(server, 'connection')
  const rude = connect(port, '127.0.0.1')
  const [socket] = await accepted
  rude.end()
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})
