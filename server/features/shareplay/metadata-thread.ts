import { parentPort, workerData } from 'node:worker_threads'
import { type IAudioMetadata, parseFromTokenizer } from 'music-metadata'
import type { Metadata, MetadataTask } from './metadata.ts'
import { realLength } from './real-length.ts'
import { SongFile } from './song-file.ts'
import { asWritten } from './tag-text.ts'

/** A cover beyond this is none: it has to be held in memory, and passed on. */
const COVER_BYTES = 5 * 2 ** 20
/** Texts of a tag may be as long as the tag: what goes to the room is short, for it has other things to do. */
const TEXT_CHARS = 2_000
/** Of UTF-8, at most. */
const BYTES_PER_CHAR = 4
const ARTISTS = 20

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from metadata.ts alone, which gives exactly this
const { path } = workerData as MetadataTask
type Read = Pick<IAudioMetadata, 'common' | 'format'> & { duration: number | undefined }
/** What stands in front of the sound may be broken, or too large: nobody hears it, and so the song is read without. */
async function parse(from = 0): Promise<Read> {
  const file = new SongFile(path, from)
  try {
    const { common, format } = await parseFromTokenizer(file, { duration: true, mkvUseIndex: true })
    return { common, format, duration: await realLength(file, format, await file.behindTags()) }
  } catch (error) {
    const sound = from === 0 ? await file.behindTags() : 0
    if (sound === 0) throw error
    return await parse(sound)
  } finally {
    await file.close()
  }
}

const { common, format, duration } = await parse()
/** RIFF's tags (here: exif) and ID3 do not say in what they are written, or lie about it. */
const isRiddle = format.tagTypes?.some((type) => type === 'exif' || type.startsWith('ID3')) ?? false
const cut = (text: string | undefined): string | null => {
  const raw = text?.slice(0, BYTES_PER_CHAR * TEXT_CHARS)
  return raw === undefined ? null : (isRiddle ? asWritten(raw) : raw).slice(0, TEXT_CHARS)
}
/** Each is cut before they are joined: together they might be more than a text can have. */
const joined = (names: readonly string[] | undefined): string | undefined =>
  names?.slice(0, ARTISTS).map(cut).join(', ')

const picture = common.picture?.find((one) => one.data.length > 0 && one.data.length <= COVER_BYTES)
const metadata: Metadata = {
  title: cut(common.title),
  artist: cut(common.artist ?? joined(common.artists)),
  duration: duration ?? null,
  // Older readers of containers do not say; a codec or a rate is only known of sound.
  hasAudio: format.hasAudio ?? (format.codec !== undefined || format.sampleRate !== undefined),
  cover: picture === undefined ? null : Uint8Array.from(picture.data),
}
parentPort?.postMessage(metadata)
