import { getFile, uploadFile } from '#protocol/files.ts'
import { type Caller, type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { IncomingMessage } from 'node:http'
import type { FileService } from './service.ts'

export const fileRoutes = (deps: {
  files: FileService
  callerOfMedia(http: IncomingMessage): Caller | null
}): Operation[] => [
  handle(uploadFile, ({ caller, http }) => deps.files.upload(caller, http)),
  handleOpen(getFile, ({ params, query, http }) => deps.files.get(params.id, query, deps.callerOfMedia(http))),
]
