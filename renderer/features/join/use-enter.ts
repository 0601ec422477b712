import type { SavedRoom } from '#protocol/bridge.ts'
import { useApp } from '../../app/context.tsx'
import { withAddresses } from '../../app/saved.ts'
import { authMemory } from '../auth/memory.ts'
import type { Met } from './meet.ts'
import { newRoom } from './new-room.ts'

type EnterOptions = {
  /** Of an invitation, to be filled in at the door. */
  code?: string | null
  /** A saved room that was met at its own address and had no key yet: this is its key from now on. */
  keyless?: SavedRoom | null
  replace?: boolean
}

/**
 * Goes to the door of a room that has proved its key. The key is saved first: it is this one or none from then on. A
 * saved room is recognised by its key alone.
 */
export function useEnter() {
  const { rooms, nav, platform, onTrouble } = useApp()
  return async (met: Met, { code = null, keyless = null, replace = false }: EnterOptions = {}): Promise<void> => {
    const known = rooms.getSnapshot().find((room) => room.saved.identity === met.identity)?.saved ?? keyless
    const saved = known
      ? withAddresses({ ...known, identity: met.identity }, met.addresses)
      : newRoom(platform.newId(), met)
    const room = await rooms.save(saved)
    if (!room.isConnected) room.probe().catch(onTrouble)
    if (code !== null && room.session.getSnapshot().status !== 'signed_in')
      authMemory(platform.window, room.key).keepCode(code)
    nav.go({ screen: 'channel', room: room.key, channel: null }, { replace })
  }
}
