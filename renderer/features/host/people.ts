import type { LiveConnection } from '#protocol/host.ts'
import type { Status } from '#protocol/presence.ts'
import type { Profile } from '#protocol/users.ts'

/** Somebody as the host panel shows them. */
export type Person = {
  profile: Profile
  isAdmin: boolean
  connections: readonly LiveConnection[]
  /** `offline`: no connection. Whoever is connected but wants to be invisible counts as here: the host sees the wire. */
  status: 'online' | 'away' | 'dnd' | 'offline'
  /** Of the quickest connection; null while none is measured. */
  rttMs: number | null
  /** The channel of the call that they are in. */
  inCall: string | null
}

const ORDER: readonly Person['status'][] = ['online', 'dnd', 'away', 'offline']

/** Everybody: whoever is here first, oneself before all, else by name. */
export function peopleOf(
  profiles: readonly Profile[],
  connections: readonly LiveConnection[],
  statusOf: (userId: string) => Status | undefined,
  me: string,
): Person[] {
  const byUser = Map.groupBy(connections, ({ user_id }) => user_id)
  const people = profiles.map((profile): Person => {
    const own = byUser.get(profile.id) ?? []
    const times = own.flatMap(({ rtt_ms }) => rtt_ms ?? [])
    return {
      profile,
      isAdmin: profile.roles.some(({ name }) => name === 'admin'),
      connections: own,
      status: own.length === 0 ? 'offline' : shown(statusOf(profile.id)),
      rttMs: times.length === 0 ? null : Math.min(...times),
      inCall: own.find(({ in_call }) => in_call !== null)?.in_call ?? null,
    }
  })
  return people.toSorted(
    (a, b) =>
      Number(b.profile.id === me) - Number(a.profile.id === me) ||
      ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
      a.profile.username.localeCompare(b.profile.username),
  )
}

const shown = (status: Status | undefined): Person['status'] =>
  status === 'away' || status === 'dnd' ? status : 'online'

/** Who would notice if the room closed: how many others are connected, and how many of them are in a call. */
export function cutOff(people: readonly Person[], me: string): { others: Person[]; inCall: number } {
  const others = people.filter(({ profile, status }) => status !== 'offline' && profile.id !== me)
  return { others, inCall: others.filter(({ inCall }) => inCall !== null).length }
}
