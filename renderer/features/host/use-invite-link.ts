import type { Overview } from '#protocol/host.ts'
import { useApp, useObservable, useRoom } from '../../app/context.tsx'
import { invitationLink } from '#protocol/invitation-link.ts'

/** Makes the link for a code (null: none is needed); gives null while it is not known where the room is. */
export function useInviteLink(overview: Overview | undefined): (code: string | null) => string | null {
  const { platform } = useApp()
  const { health } = useObservable(useRoom().reach)
  const { location } = platform.window
  const protocol = location.protocol === 'https:' ? 'https:' : 'http:'
  const here = platform.kind === 'browser' ? ({ host: location.host, protocol } as const) : null
  return (code) => {
    if (!overview || !health) return null
    const { identity, room_id } = health
    return invitationLink({ name: overview.name, identity, room_id, addresses: overview.addresses, here, code })
  }
}
