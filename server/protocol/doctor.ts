import { z } from 'zod'
import { Time } from './ids.ts'
import { defineRoute } from './route.ts'

/** What the doctor looks at; one finding each, those that could not be looked at left out. */
export const FindingId = z.enum([
  'room',
  'port',
  'listening',
  'addresses',
  'interfaces',
  'answers',
  'firewall',
  'beacon',
  'mdns',
  'announced',
  'twins',
  'router',
  'certificate',
  'clock',
  'disk',
  'disk_speed',
  'folder',
])
export type FindingId = z.infer<typeof FindingId>

export const Finding = z
  .object({
    id: FindingId,
    /** `unknown`: nobody can tell from here; `do` says how to find out. */
    state: z.enum(['ok', 'warn', 'bad', 'unknown']),
    /** What is so, and why, in a sentence. */
    says: z.string(),
    /** What helps, in a sentence. */
    do: z.string().nullable(),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

/** What is known of one of the room's addresses. */
export const Reachable = z
  .object({ address: z.string(), state: z.enum(['ok', 'bad', 'unknown']), says: z.string() })
  .meta({ id: 'Reachable' })
export type Reachable = z.infer<typeof Reachable>

export const Report = z
  .object({
    at: Time,
    /** The worst first. */
    findings: z.array(Finding),
    addresses: z.array(Reachable),
  })
  .meta({ id: 'DoctorReport' })
export type Report = z.infer<typeof Report>

export const getReport = defineRoute({
  method: 'GET',
  path: '/api/admin/doctor',
  auth: 'admin',
  summary: '"Can my friends reach me?": what the doctor found last; null until it was asked (ext)',
  response: z.object({ report: Report.nullable() }),
})
export const askDoctor = defineRoute({
  method: 'POST',
  path: '/api/admin/doctor',
  auth: 'admin',
  summary: '"Can my friends reach me?": looks, which takes some seconds (ext)',
  body: z.object({}),
  response: z.object({ report: Report }),
})
