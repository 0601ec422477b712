import { createPrivateKey } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type RequestListener, createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import process from 'node:process'
import { z } from 'zod'
import { makeKey } from '../../tls/identity.ts'
import { makeCertificate } from '../../tls/make-certificate.ts'
import { answer, question } from './dns.ts'

/**
 * `far-web.ts CERTIFICATE ZONE`: web servers on ports 80 and 443, and a name server. `/to?u=URL` leads on to that, and says
 * so on a connection that ends. The zone says what is answered to the first query for a name and family, to the second …
 */
const [certificate = '', zoneText = ''] = process.argv.slice(2)
const Zone = z.record(z.string(), z.array(z.array(z.string())))
const zone = Zone.parse(JSON.parse(zoneText))

const listener: RequestListener = (request, response) => {
  const to = new URL(request.url ?? '', 'http://x').searchParams.get('u')
  process.stdout.write(`${request.socket.localPort} ${request.url}\n`)
  if (to === null) response.end(`hello from ${request.headers.host}`)
  else response.writeHead(302, { location: to.replace(/[^ -~]/gu, encodeURIComponent), connection: 'close' }).end()
}
const pem = makeKey()
const names = { dns: Object.keys(zone), ips: [] }
const cert = await makeCertificate({ key: createPrivateKey(pem), name: 'far', names, now: Date.now() })
writeFileSync(certificate, cert)
for (const [server, port] of [
  [createServer(listener), 80],
  [createSecureServer({ key: pem, cert }, listener), 443],
] as const) {
  server.listen(port, '::')
  await once(server, 'listening')
}

const asked = new Map<string, number>()
const dns = createSocket('udp4')
dns.on('message', (query, { address, port }) => {
  const about = question(query)
  const key = JSON.stringify(about)
  const times = asked.get(key) ?? 0
  asked.set(key, times + 1)
  const answers = zone[about?.name ?? ''] ?? []
  const addresses = (answers[Math.min(times, answers.length - 1)] ?? []).filter(
    (one) => one.includes(':') === (about?.family === 6),
  )
  process.stdout.write(`asked ${about?.name} ${about?.family}\n`)
  dns.send(answer(query, addresses), port, address)
})
dns.bind(53)
await once(dns, 'listening')
process.stdout.write('ready\n')
