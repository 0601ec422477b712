import { setPriority } from 'node:os'
import { login } from '../../server/test/client.ts'
import { PASSWORD } from './room.ts'

/** One in so many milliseconds: 50 a second. */
const EVERY_MS = 20

/**
 * A process of its own (`node flood.ts <room> <name> <channel>`): somebody who says 50 things a second, until it is
 * ended, and tells when it begins. Others' machines do that work on a LAN, so here it gets only what nobody else wants.
 */
setPriority(19)
const [url = '', username = '', channel_id = ''] = process.argv.slice(2)
const person = await login(url, { username, password: PASSWORD })
const socket = await person.connect()
const began = performance.now()
let said = 0
console.log('begins')
setInterval(() => {
  // By the clock, since a timer that was late must not make it fewer.
  for (; said < (performance.now() - began) / EVERY_MS; said++)
    socket.send({ type: 'chat_message', channel_id, content: `line ${said} with **some** text and @owner` })
}, EVERY_MS)
