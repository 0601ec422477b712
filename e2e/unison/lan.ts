import { join, resolve } from 'node:path'
import { createNet } from '../../server/test/net/net.ts'
import { PASSWORD, TestRoom } from '../app/room.ts'
import { login } from '../../server/test/client.ts'
import { starter } from '../voice/lan.ts'
import { CALL } from '../voice/peer.ts'
import { chromiumOf } from '../voice/test.ts'
import { NAMES, PREFERENCES, test as base, expect } from './call.ts'
import { Listener } from './listener.ts'
import { SlowWay } from './slow-way.ts'
import { Stage } from './stage.ts'

export type Lan = {
  stage: Stage
  /** Somebody in a browser on a machine of their own, signed in, in front of the call. */
  enter(name: string): Promise<Listener>
  /** That share of the packets of TCP does not arrive there from now on. */
  lose(name: string, percent: number): void
}

const cli = resolve(import.meta.dirname, '../../dist/server/cli.js')
const PORT = 22_800
/** Whoever is not on the LAN, as this test, comes in by a file. */
const RELAY = `const { connect, createServer } = require('node:net')
createServer((near) => {
  const far = connect(${PORT}, '127.0.0.1')
  near.pipe(far).pipe(near)
  near.on('error', () => far.destroy())
  far.on('error', () => near.destroy())
}).listen(process.argv[1], () => console.log('ready'))`
const losing = (percent: number) =>
  `chain input { type filter hook input priority 0; meta l4proto tcp numgen random mod 1000 < ${percent * 10} drop; }
chain output { type filter hook output priority 0; meta l4proto tcp numgen random mod 1000 < ${percent * 10} drop; }`

/** A room and each person's browser on a machine of its own: network namespaces on one switch. */
export const test = base.extend<{ lan: Lan }>({
  lan: async ({ sound, folder, silence, launchOptions }, use) => {
    const room = await TestRoom.start(['--password-cost', '8'])
    const made = await room.person('owner')
    const { id: channelId } = await made.channel({ name: CALL, is_voice: true })
    for (const name of NAMES) await room.person(name)
    await room.stop()
    await using net = await createNet({ hosts: ['room', ...NAMES] })
    const options = ['--json', '--no-announce', '--data-dir', room.dataDir, '--port', String(PORT)]
    const server = net.run('room', [process.execPath, cli, ...options, '--limit', 'rates=off'])
    await server.line(/"event":"listening"/)
    const path = join(folder, 'room.sock')
    await net.run('room', [process.execPath, '-e', RELAY, path]).line(/ready/)
    await using way = await SlowWay.open({ to: { path }, delayMs: () => 0 })
    const owner = await login(`http://127.0.0.1:${way.port}`, { username: 'owner', password: PASSWORD })
    const socket = await owner.connect()
    const stage = new Stage({ sound, owner, socket, channelId })
    await use({
      stage,
      enter: async (name) => {
        const chromium = chromiumOf(launchOptions.executablePath)
        const listener = await Listener.open({
          executablePath: await starter(folder, name, [...net.within(name), chromium]),
          pulse: sound.pulse,
          ear: NAMES.indexOf(name),
          microphone: silence,
          preferences: PREFERENCES,
          // The room's key is its identity; no authority knows it.
          context: { ignoreHTTPSErrors: true },
        })
        await stage.enter(listener, `https://${net.address('room')}:${PORT}`, name)
        return listener
      },
      lose: (name, percent) => net.nft(name, `table inet lossy {\n${losing(percent)}\n}\n`),
    })
    const faults = stage.listeners.flatMap((listener) => listener.faults)
    for (const listener of stage.listeners) await listener.close()
    await socket.close()
    server.kill('SIGTERM')
    await server.ended
    await room.close()
    expect(faults).toEqual([])
  },
})
