import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TestRoom } from '../app/room.ts'
import { CALL } from '../voice/peer.ts'
import { chromiumOf } from '../voice/test.ts'
import { RATE } from './bursts.ts'
import { Listener, type ListenerOptions } from './listener.ts'
import { Stage } from './stage.ts'
import { CLIENTS, test as base, expect } from './test.ts'

export const NAMES = ['ann', 'ben', 'cid', 'dora'].slice(0, CLIENTS)

/** Seconds of songs: one that is kept in memory, and one that is too long for it. By hand: `UNISON_BACKEND=element`. */
export const SONG_S = process.env['UNISON_BACKEND'] === 'element' ? 1_500 : 300
/** `UNISON=all`: what takes too long, or more of a machine than CI has. */
export const BY_HAND = process.env['UNISON'] === 'all'

/** No voice is heard, and music as loud as it is. */
export const PREFERENCES = {
  voice_noise: 'off',
  voice_echo: false,
  voice_gain: false,
  voice_cues: false,
  sounds: false,
  player_volume: 1,
  player_duck: false,
}

export type Call = {
  room: TestRoom
  stage: Stage
  /** Somebody in a browser of their own, signed in, in front of the call; by another address of the room if there is one. */
  enter(name: string, more?: { url?: string } & Partial<ListenerOptions>): Promise<Listener>
}

/** A room with a call in it. All of it goes with the test, and no page may have thrown. */
export const test = base.extend<{ call: Call; silence: string }>({
  silence: async ({ folder }, use) => {
    const path = join(folder, 'silence.wav')
    await writeFile(path, silentFile())
    await use(path)
  },
  call: async ({ sound, silence, launchOptions }, use) => {
    const room = await TestRoom.start(['--password-cost', '8'])
    const owner = await room.person('owner')
    const { id: channelId } = await owner.channel({ name: CALL, is_voice: true })
    for (const name of NAMES) await room.person(name)
    const socket = await owner.connect()
    const stage = new Stage({ sound, owner, socket, channelId })
    await use({
      room,
      stage,
      enter: async (name, { url = room.url, ...more } = {}) => {
        const listener = await Listener.open({
          executablePath: chromiumOf(launchOptions.executablePath),
          pulse: sound.pulse,
          ear: NAMES.indexOf(name),
          microphone: silence,
          preferences: PREFERENCES,
          ...more,
        })
        await stage.enter(listener, url, name)
        return listener
      },
    })
    const faults = stage.listeners.flatMap((listener) => listener.faults)
    for (const listener of stage.listeners) await listener.close()
    await socket.close()
    await room.close()
    expect(faults).toEqual([])
  },
})
export { expect }

/** A second of nothing, as a WAV file of one channel and 16 bits. */
function silentFile(): Buffer {
  const file = Buffer.alloc(44 + 2 * RATE)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(2 * RATE, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(2 * RATE, 40)
  return file
}
