import type { IncomingMessage } from 'node:http'
import { getCurrentSong, getSong, getThumbnail } from '#protocol/shareplay.ts'
import { type Caller, type Operation, handleOpen } from '../../http/operation.ts'
import type { Shareplay } from './service.ts'

export const shareplayRoutes = (deps: {
  shareplay: Shareplay
  callerOfMedia(http: IncomingMessage): Caller | null
}): Operation[] => [
  handleOpen(getCurrentSong, async ({ params, http }) =>
    deps.shareplay.currentSong(params.channel_id, deps.callerOfMedia(http)),
  ),
  handleOpen(getSong, async ({ params, query, http }) =>
    deps.shareplay.song(params.song_id, query, deps.callerOfMedia(http)),
  ),
  handleOpen(getThumbnail, async ({ params, query, http }) =>
    deps.shareplay.thumbnail(params.item_id, query, deps.callerOfMedia(http)),
  ),
]
