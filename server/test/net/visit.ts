import process from 'node:process'
import { register } from '../client.ts'
import { joined } from '../realtime.ts'

/** `visit.ts URL NAME`: an evening at a room. Comes in, writes, reads it back, sends a file, looks at the interface. */
const [url = '', name = 'guest'] = process.argv.slice(2)

const guest = await register(url, { username: name, password: 'correct horse battery' })
const channel = await guest.channel({ name: 'attic' })
const socket = await joined(guest, channel.id)
await guest.say(channel.id, 'Have a look at https://example.org/picture.png', {
  file_id: await guest.file('hi', 'hi.txt'),
})
await socket.next('message_created')
await guest.get('/')
await socket.close()
process.stdout.write('visited\n')
