import type { Overview } from '#protocol/host.ts'
import { useApp } from '../../app/context.tsx'
import { invitationLink } from './invitation-link.ts'

/** Makes the link for a code (null: none is needed); gives null while it is not known where the room is. */
export function useInviteLink(overview: Overview | undefined): (code: string | null) => string | null {
  const { platform } = useApp()
  const { location } = platform.window
  const protocol = location.protocol === 'https:' ? 'https:' : 'http:'
  const here = platform.kind === 'browser' ? ({ host: location.host, protocol } as const) : null
  return (code) =>
    overview ? invitationLink({ name: overview.name, addresses: overview.addresses, here, code }) : null
}
