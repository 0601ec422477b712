import { health } from '#protocol/health.ts'
import { createClient } from '../../api/client.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import type { Platform } from '../../app/platform.ts'
import { HERE } from '../../app/rooms.ts'
import { authMemory } from '../auth/memory.ts'
import { newRoom } from '../join/new-room.ts'
import { destinationOf } from './destination.ts'

/** How long an address may take to answer, in milliseconds: on a LAN one that is there answers at once. */
const ANSWER_MS = 5_000

/** Goes where somebody wants to go who typed this. Gives a sentence when that leads nowhere, else null. */
export function useDestination(): (text: string) => Promise<string | null> {
  const { nav, rooms, platform, onTrouble } = useApp()
  const t = useTexts().start

  const toRoom = (key: string) => nav.go({ screen: 'channel', room: key, channel: null })
  const toAddress = async (addresses: string[], text: string, isMaybeCode: boolean): Promise<string | null> => {
    const known = rooms.getSnapshot().find((room) => room.saved.addresses.some((one) => addresses.includes(one)))
    if (known) {
      toRoom(known.key)
      return null
    }
    if (platform.kind === 'browser') {
      // A page of one room cannot be another's: the browser goes there itself.
      platform.window.location.assign(`http://${addresses[0]}/`)
      return null
    }
    const found = await firstAnswer(platform, addresses)
    if (!found) return isMaybeCode ? t.joinSilentOrCode(text) : t.joinSilent(text)
    const { address, name } = found
    const room = await rooms.save(
      newRoom(platform.newId(), { addresses: [address], name, identity: null, room_id: null }),
    )
    room.probe().catch(onTrouble)
    toRoom(room.key)
    return null
  }
  const toCode = (code: string): string | null => {
    if (platform.kind === 'desktop') return t.joinCodeAlone
    authMemory(platform.window, HERE).keepCode(code)
    toRoom(HERE)
    return null
  }

  return async (text) => {
    const destination = destinationOf(text)
    try {
      switch (destination.kind) {
        case 'nothing':
          return t.joinNothing
        case 'unclear':
          return t.joinUnclear
        case 'refused':
          return destination.reason
        case 'code':
          return toCode(destination.code)
        case 'invitation':
          nav.go({ screen: 'join', link: destination.link })
          return null
        case 'addresses':
          return await toAddress(destination.addresses, text.trim(), destination.isMaybeCode)
      }
    } catch (error) {
      return t.joinFailed(sentenceOf(error))
    }
  }
}

async function firstAnswer(
  platform: Platform,
  addresses: readonly string[],
): Promise<{ address: string; name: string } | null> {
  const ask = async (address: string) => {
    const client = createClient({
      baseUrl: `http://${address}`,
      fetch: (url, init) => platform.window.fetch(url, init),
      clock: platform.clock,
      timeoutMs: ANSWER_MS,
    })
    const { name } = await client.call(health, {})
    return { address, name }
  }
  try {
    return await Promise.any(addresses.map(ask))
  } catch {
    // None answered as a room does, which is what the person is told.
    return null
  }
}
