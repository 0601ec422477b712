import { once } from 'node:events'
import { connect } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { NotGot } from '../../fetch/get.ts'
import { createOutside } from '../../fetch/outside.ts'

/**
 * `fetches.ts get|tunnel ALLOWED…  -- TARGET…`: what a room gets from these URLs, or a child process of it through these
 * targets of CONNECT. A line of JSON for each: the target, and what came of it.
 */
const [how = '', ...words] = process.argv.slice(2)
const split = words.indexOf('--')
const outside = createOutside({ allowed: words.slice(0, split), connectMs: 3_000, idleMs: 3_000 })

async function got(url: string): Promise<string> {
  try {
    const { status, body } = await outside.get(url, AbortSignal.timeout(20_000))
    let text = ''
    for await (const chunk of body) text += String(chunk)
    return `${status} ${text}`
  } catch (error) {
    return error instanceof NotGot ? error.reason : String(error)
  }
}

/** Says hello through a tunnel, as a child would that speaks the protocol by itself. */
async function tunnelled(target: string): Promise<string> {
  const pass = await outside.issueProxy({ maxBytes: 1_000_000 })
  const { port, username, password } = new URL(pass.url)
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${basic}\r\n\r\n`)
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    if (answer === '' && text.includes(' 200 '))
      socket.write('GET /in HTTP/1.1\r\nHost: far\r\nConnection: close\r\n\r\n')
    answer += text
  })
  await once(socket, 'close')
  pass.close()
  return answer
    .split('\r\n')
    .filter((line) => /^(?:HTTP|hello)/.test(line))
    .join(' ')
}

for (const target of words.slice(split + 1)) {
  const outcome = await (how === 'get' ? got(target) : tunnelled(target))
  process.stdout.write(`${JSON.stringify([target, outcome])}\n`)
}
// What was sent late would still be seen.
await sleep(300)
await outside.close()
