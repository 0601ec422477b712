import { invalid } from '#protocol/errors.ts'
import { SHAREPLAY_ACTIONS, type ShareplayActionType } from '#protocol/shareplay.ts'

/** What somebody does to a queue, read from the frame. `rev` and `itemId` as they came. */
export type QueueAction =
  | { type: 'add'; text: string }
  | { type: 'play' | 'pause' | 'toggle_repeat' | 'shuffle' | 'clear' }
  | { type: 'next' | 'prev'; rev: number | undefined }
  /** `itemId`: in this item, and in no other; without it (older clients) in whichever is current. */
  | { type: 'seek'; seconds: number; itemId: string | undefined }
  | { type: 'track' | 'remove' | 'retry'; target: Target; rev: number | undefined }
  | { type: 'move'; target: Target; to: number; rev: number | undefined }
/** Which item: its id beats the index. */
export type Target = { id: string } | { index: number }

/** What may be typed into `add`, in UTF-8: longer is no address and no search, and everybody gets it with every update. */
const ADD_BYTES = 2_000

/** Reads `action_type` and `data` of a frame; refuses what has another form. Whether it fits the queue is seen later. */
export function readAction(frame: {
  action_type: string
  data?: string | number | null | undefined
  rev?: number | undefined
  item_id?: string | undefined
}): QueueAction {
  const type = SHAREPLAY_ACTIONS.find((one): one is ShareplayActionType => one === frame.action_type)
  const { data, rev, item_id: id } = frame
  switch (type) {
    case undefined:
      throw invalid('SharePlay does not know this action.', 'unknown_action')
    case 'add':
      return { type, text: readText(data) }
    case 'seek':
      return { type, seconds: readSeconds(data), itemId: id }
    case 'next':
    case 'prev':
      return { type, rev }
    case 'track':
    case 'remove':
    case 'retry':
      return { type, rev, target: id === undefined ? { index: readIndex(data) } : { id } }
    case 'move': {
      const parts = String(data ?? '').split(',')
      const to = readIndex(parts.at(-1))
      if (id !== undefined) return { type, rev, to, target: { id } }
      if (parts.length !== 2) throw invalid('To move an item, name two places: from,to.')
      return { type, rev, to, target: { index: readIndex(parts[0]) } }
    }
    default:
      return { type }
  }
}

function readText(data: string | number | null | undefined): string {
  const text = String(data ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
  if (text === '') throw invalid('Say what to play: a link, a file or words to search for.')
  if (Buffer.byteLength(text) > ADD_BYTES) throw invalid(`What to play has at most ${ADD_BYTES} bytes.`)
  return text
}

function readIndex(data: string | number | null | undefined): number {
  const text = String(data ?? '').trim()
  if (!/^\d{1,6}$/.test(text)) throw invalid('Name the item by its place in the queue, from 0.')
  return Number(text)
}

/** Seconds, or `[h:]m:ss`, each with a fraction if need be. */
function readSeconds(data: string | number | null | undefined): number {
  const text = String(data ?? '').trim()
  const clock = /^(?:(\d{1,4}):)?(\d{1,5}):([0-5]?\d(?:\.\d+)?)$/.exec(text)
  const seconds = clock
    ? Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
    : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
      ? Number(text)
      : Number.NaN
  // Beyond a year it is no place in a song, and sums with it would lose their milliseconds.
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 366 * 86_400) {
    throw invalid('Seek to a number of seconds, or to a time like 1:23.', 'seek_invalid')
  }
  return seconds === 0 ? 0 : seconds
}
