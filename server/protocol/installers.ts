import { z } from 'zod'
import { RoomPath } from './ids.ts'
import { defineRoute } from './route.ts'

/** A package of the desktop app that this room's host gives away. Its bytes are the host's word, as the room is. */
export const Installer = z
  .object({
    platform: z.enum(['windows', 'macos', 'linux']),
    /** Null: the name does not say; it fits all of the platform's machines, or most. */
    arch: z.enum(['x64', 'arm64', 'ia32', 'armv7', 'universal']).nullable(),
    kind: z.enum(['setup', 'portable', 'dmg', 'zip', 'appimage', 'deb', 'tar']),
    name: z.string(),
    bytes: z.number().int().min(0),
    url: RoomPath,
  })
  .meta({ id: 'Installer' })
export type Installer = z.infer<typeof Installer>

export const listInstallers = defineRoute({
  method: 'GET',
  path: '/api/installers',
  auth: 'none',
  summary: 'The packages of the desktop app that this room gives away',
  response: z.array(Installer),
})

export const getInstaller = defineRoute({
  method: 'GET',
  path: '/installers/{name}',
  auth: 'none',
  summary: 'One of them, with ranges',
  params: z.object({ name: z.string().max(300) }),
  response: 'bytes',
  errors: [404, 412, 416],
})
