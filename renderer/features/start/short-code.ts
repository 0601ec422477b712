import type { Desktop } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { lookUpCode } from '#protocol/invites.ts'
import { type Client, createClient } from '../../api/client.ts'
import { ApiError } from '../../api/errors.ts'
import type { Platform } from '../../app/platform.ts'
import type { Met } from '../join/meet.ts'

/** Whether a room takes six digits now. Rejects when it cannot say so, or not yet again. */
export async function takesCode(client: Pick<Client, 'call'>, code: string): Promise<boolean> {
  try {
    await client.call(lookUpCode, { body: { code } })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invite_invalid') return false
    throw error
  }
}

/** How long a room may take to answer, in milliseconds: all of them are on this network. */
const ANSWER_MS = 5_000

/**
 * Asks the rooms around which of them take six digits. Anybody may say yes, and the digits lead into one room only: who
 * is shown what says yes, with its key, before anything else.
 */
export async function roomsThatTake(
  desktop: Desktop,
  platform: Platform,
  rooms: readonly NearbyRoom[],
  code: string,
): Promise<Met[]> {
  const ask = async (room: NearbyRoom): Promise<Met | null> => {
    const { addresses, identity } = room
    const reached = await desktop.rooms.reach({ addresses, identity })
    if (reached.kind !== 'open') return null
    const client = createClient({
      baseUrl: reached.base_url,
      fetch: (url, init) => platform.window.fetch(url, init),
      clock: platform.clock,
      timeoutMs: ANSWER_MS,
    })
    return (await takesCode(client, code)) ? { ...room, addresses: reached.addresses } : null
  }
  const answers = await Promise.allSettled(rooms.map(ask))
  const taking = answers.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
  const failed = answers.find((one) => one.status === 'rejected')
  // One that cannot say is no reason to forget who said yes; if nobody did, it is what there is to tell.
  if (taking.length === 0 && failed) throw failed.reason
  return taking
}
