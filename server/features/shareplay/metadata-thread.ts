import { parentPort, workerData } from 'node:worker_threads'
import { parseFromTokenizer } from 'music-metadata'
import type { Metadata, MetadataTask } from './metadata.ts'
import { SongFile } from './song-file.ts'

/** A cover beyond this is none: readers would wait for it longer than for the song. */
const COVER_BYTES = 5 * 2 ** 20

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from metadata.ts alone, which gives exactly this
const { path } = workerData as MetadataTask
const file = await SongFile.open(path)
const { common, format } = await parseFromTokenizer(file, { duration: true, mkvUseIndex: true })
const picture = common.picture?.find((one) => one.data.length > 0 && one.data.length <= COVER_BYTES)
const metadata: Metadata = {
  title: common.title ?? null,
  artist: common.artist ?? common.artists?.join(', ') ?? null,
  duration: format.duration ?? null,
  // Older readers of containers do not say; a codec or a rate is only known of sound.
  hasAudio: format.hasAudio ?? (format.codec !== undefined || format.sampleRate !== undefined),
  cover: picture === undefined ? null : Uint8Array.from(picture.data),
}
parentPort?.postMessage(metadata)
