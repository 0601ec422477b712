import { parentPort, workerData } from 'node:worker_threads'
import { readFile, stat } from 'node:fs/promises'
import { parseBuffer, parseFile } from 'music-metadata'
import type { Metadata, MetadataTask } from './metadata.ts'

/** Read whole up to here: a file without an index is gone through frame by frame, and each would be a read of its own. */
const WHOLE_BYTES = 64 * 2 ** 20
/** A cover beyond this is none: readers would wait for it longer than for the song. */
const COVER_BYTES = 5 * 2 ** 20

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from metadata.ts alone, which gives exactly this
const { path } = workerData as MetadataTask
const options = { duration: true, mkvUseIndex: true }
const { size } = await stat(path)
const { common, format } =
  size <= WHOLE_BYTES ? await parseBuffer(await readFile(path), undefined, options) : await parseFile(path, options)
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
