import { useQuery } from '@tanstack/react-query'
import { adminListUsers, getSettings } from '#protocol/admin.ts'
import { type Report, getReport } from '#protocol/doctor.ts'
import { type Backup, type BackupJob, getOverview, listBackups, listConnections } from '#protocol/host.ts'
import { type Invite, listInvites } from '#protocol/invites.ts'
import { type MappingState, getMapping } from '#protocol/mapping.ts'
import { keys } from '../../api/keys.ts'
import { useLive } from '../../app/context.tsx'

/** The panel is about now: while it is shown, everything on it is asked for this often (milliseconds). */
const EVERY_MS = 5_000
/** While a backup runs. */
const OFTEN_MS = 1_000
/** A room on a network without internet is there all the same, whatever the browser thinks of being online. */
const fresh = { staleTime: 0, refetchInterval: EVERY_MS, networkMode: 'always', retry: 1 } as const

export const hostKeys = {
  overview: ['host', 'overview'],
  connections: ['host', 'connections'],
  users: ['host', 'users'],
  settings: ['host', 'settings'],
  backups: ['host', 'backups'],
  report: ['host', 'report'],
  mapping: ['host', 'mapping'],
} as const

export function useOverview() {
  const { call } = useLive()
  return useQuery({ queryKey: hostKeys.overview, queryFn: ({ signal }) => call(getOverview, {}, { signal }), ...fresh })
}
export function useConnections() {
  const { call } = useLive()
  return useQuery({
    queryKey: hostKeys.connections,
    queryFn: ({ signal }) => call(listConnections, {}, { signal }),
    ...fresh,
  })
}
export function useProfiles() {
  const { call } = useLive()
  return useQuery({ queryKey: hostKeys.users, queryFn: ({ signal }) => call(adminListUsers, {}, { signal }), ...fresh })
}
export function useSettings() {
  const { call } = useLive()
  return useQuery({ queryKey: hostKeys.settings, queryFn: ({ signal }) => call(getSettings, {}, { signal }), ...fresh })
}
export function useInvites() {
  const { call } = useLive()
  return useQuery<Invite[]>({
    queryKey: keys.invites,
    queryFn: ({ signal }) => call(listInvites, {}, { signal }),
    ...fresh,
  })
}
export function useBackups() {
  const { call } = useLive()
  return useQuery<{ backups: Backup[]; job: BackupJob | null }>({
    queryKey: hostKeys.backups,
    queryFn: ({ signal }) => call(listBackups, {}, { signal }),
    ...fresh,
    refetchInterval: ({ state }) => (state.data?.job?.state === 'running' ? OFTEN_MS : EVERY_MS),
  })
}
/** What the doctor found last; null until it was asked. */
export function useReport() {
  const { call } = useLive()
  return useQuery<{ report: Report | null }>({
    queryKey: hostKeys.report,
    queryFn: ({ signal }) => call(getReport, {}, { signal }),
    ...fresh,
    // Another admin may have asked; nothing else changes it.
    refetchInterval: 6 * EVERY_MS,
  })
}
export function useMapping() {
  const { call } = useLive()
  return useQuery<MappingState>({
    queryKey: hostKeys.mapping,
    queryFn: ({ signal }) => call(getMapping, {}, { signal }),
    ...fresh,
    refetchInterval: ({ state }) => (state.data?.kind === 'looking' ? OFTEN_MS : EVERY_MS),
  })
}
