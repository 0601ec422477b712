import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Person, login } from '../../server/test/client.ts'
import { PASSWORD, TestRoom } from '../app/room.ts'
import { test as base, expect } from '../app/test.ts'
import { CALL, Peer, type PeerOptions } from './peer.ts'
import { TONES, toneFile } from './sounds.ts'

export type Wish = Partial<PeerOptions> & { tone?: number }
export type Call = {
  /** Owns the room and its call; is there by the wire alone. */
  owner: Person
  channelId: string
  /** Those with an account, by name. */
  people: ReadonlyMap<string, Person>
  /** Somebody in a browser of their own, not in the call yet; of that tone. Whoever has no account gets one. */
  peer(as: string, wish?: Wish): Promise<Peer>
}

/** A room with a call, and people in real browsers; all of it goes with the test, and no page may have thrown. */
export const test = base.extend<{ call: Call; folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  emptyRoom: async ({}, use) => {
    // Whoever signs in here waits for browsers as it is.
    const room = await TestRoom.start(['--password-cost', '8'])
    await use(room)
    await room.close()
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-voice-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  call: async ({ room, folder, launchOptions }, use) => {
    const owner = await login(room.url, { username: 'owner', password: PASSWORD })
    const { id } = await owner.channel({ name: CALL, is_voice: true })
    const peers: Peer[] = []
    const people = new Map<string, Person>()
    await use({
      owner,
      channelId: id,
      people,
      peer: async (as, { tone = TONES[0], ...wish } = {}) => {
        if (!people.has(as)) people.set(as, await room.person(as))
        const peer = await Peer.open({
          url: room.url,
          as,
          sound: toneFile(tone),
          folder,
          executablePath: chromiumOf(launchOptions.executablePath),
          ...wish,
        })
        peers.push(peer)
        return peer
      },
    })
    const faults = peers.flatMap((peer) => peer.faults)
    for (const peer of peers) await peer.close()
    expect(faults).toEqual([])
  },
})
export { expect }

export function chromiumOf(path: string | undefined): string {
  if (path === undefined) throw new Error('There is no Chromium on this machine.')
  return path
}

/** Figures for the closing note. */
export const told = (id: string, text: string) => console.log(`${id} measured: ${text}`)
