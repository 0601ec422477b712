import { unauthorized, unknown } from '#protocol/errors.ts'
import type { Bytes, Caller } from '../../http/operation.ts'
import type { Fetched } from './source.ts'

type Signature = { exp?: string | undefined; sig?: string | undefined }
export type SongMediaDeps = {
  /** The channel of an item, and its song once that is ready. */
  find(itemId: string): { channelId: string; song?: Fetched; title?: string } | null
  canRead(channelId: string, userId: string): boolean
  /** URLs of songs, as those of files. */
  urls: { isValid(id: string, channelId: string, signature: Signature): boolean }
  privateFiles: boolean
}

/** The bytes of songs and covers, for whoever may have them. */
export function createSongMedia(deps: SongMediaDeps) {
  /** Of one that is not theirs is said what is said of an unknown one. */
  const songOf = (itemId: string, signature: Signature, caller: Caller | null): { song: Fetched; title: string } => {
    const found = deps.find(itemId)
    const isAllowed =
      found !== null &&
      (!deps.privateFiles ||
        deps.urls.isValid(itemId, found.channelId, signature) ||
        (caller !== null && deps.canRead(found.channelId, caller.userId)))
    if (!isAllowed) throw caller === null ? unauthorized() : unknown('song')
    if (!found.song) throw unknown('song')
    return { song: found.song, title: found.title ?? '' }
  }
  return {
    song(itemId: string, signature: Signature, caller: Caller | null): Bytes {
      const { song, title } = songOf(itemId, signature, caller)
      return { ...song.audio, name: title, inline: true }
    },
    thumbnail(itemId: string, signature: Signature, caller: Caller | null): Bytes {
      const { song } = songOf(itemId, signature, caller)
      if (song.cover === null) throw unknown('song')
      return { ...song.cover, name: 'cover', inline: true }
    },
  }
}
