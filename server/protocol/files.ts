import { z } from 'zod'
import { Id, Reference } from './ids.ts'
import { defineRoute } from './route.ts'

export const uploadFile = defineRoute({
  method: 'POST',
  path: '/api/files',
  auth: 'user',
  summary: 'Upload a file; name it in a message within a day',
  body: 'file',
  response: z.object({ file_id: Id }),
})
/** Signed in `--private-files` mode; otherwise the id is the capability. */
export const Signature = z.object({ exp: z.string().max(20).optional(), sig: z.string().max(200).optional() })

export const getFile = defineRoute({
  method: 'GET',
  path: '/files/{id}/{name}',
  auth: 'media',
  summary: 'A file, with ranges',
  params: z.object({ id: Reference, name: z.string() }),
  query: Signature,
  response: 'bytes',
  errors: [404, 412, 416],
})
