import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { useApp } from '../../app/context.tsx'
import { authMemory } from '../auth/memory.ts'
import { newRoom } from './new-room.ts'

/** Enters a saved room, or saves a new one and goes to its door, with the invitation's code filled in. */
export function useJoin() {
  const { rooms, nav, platform, onTrouble } = useApp()
  return async (invitation: Invitation, known: SavedRoom | null): Promise<void> => {
    const room = await rooms.save(known ?? newRoom(platform.newId(), invitation))
    room.probe().catch(onTrouble)
    if (invitation.code !== null && room.session.getSnapshot().status !== 'signed_in')
      authMemory(platform.window, room.key).keepCode(invitation.code)
    nav.go({ screen: 'channel', room: room.key, channel: null }, { replace: true })
  }
}
