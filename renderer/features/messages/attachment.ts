import type { Message } from '#protocol/messages.ts'

export type Kind = 'image' | 'video' | 'audio' | 'other'
const RASTER = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])

/** How a file is shown, by what its bytes are (not by its name, which anybody may choose). */
export function kindOf({ file_type: type }: Pick<Message, 'file_type'>): Kind {
  if (type === null) return 'other'
  if (RASTER.has(type)) return 'image'
  if (type.startsWith('video/')) return 'video'
  return type.startsWith('audio/') ? 'audio' : 'other'
}

/** Whether it makes sound: a call may hear it together. */
export const isPlayable = (message: Pick<Message, 'file_type'>): boolean => ['audio', 'video'].includes(kindOf(message))

/** The largest that a picture is in the log, in CSS pixels; and what is kept for one whose size nobody measured. */
const MOST = { width: 416, height: 320 }
const UNKNOWN = { width: 320, height: 240 }
const LEAST = 48

/** The size that a picture has in the log. Small ones stay as they are. */
export function sizeOf({ file_width: width, file_height: height }: Pick<Message, 'file_width' | 'file_height'>) {
  if (!width || !height) return UNKNOWN
  const scale = Math.min(1, MOST.width / width, MOST.height / height)
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) }
}
