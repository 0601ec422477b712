import type { Sound } from './state.ts'
import { type Program, isSameLine, positionIn } from './timeline.ts'

/** All that what to do next depends on. */
export type Scene = {
  program: Program | null
  /** The room's time now; null while it is not known. */
  room: number | null
  /** The current item's song on this device; null before it is asked for. */
  song: 'loading' | 'ready' | 'failed' | null
  /** Seconds at which its sound ends on this device; null while that is not known. */
  end: number | null
  isBlocked: boolean
  /** What the sound that was begun here was begun for; null while there is none. */
  begun: Program | null
  /** Something is heard of it. */
  isHeard: boolean
}
/** `start`: at the room's position; `follow`: what was begun goes on, and is to be kept in step. */
export type Plan = { sound: Sound; step: 'none' | 'stop' | 'start' | 'follow' }

/** So close to a song's end nothing is begun any more. */
const END_SECS = 0.1
/** Sound that ends so much sooner than the song leaves silence that people notice. */
const SHORT_SECS = 1

export function plan(scene: Scene): Plan {
  const { program, begun, room } = scene
  const hush = (sound: Sound): Plan => ({ sound, step: begun ? 'stop' : 'none' })
  if (!program?.isPlaying) return hush('idle')
  if (program.startedAt === null) return hush('waiting')
  if (scene.song === 'failed') return hush('failed')
  if (scene.song !== 'ready') return hush('loading')
  if (scene.isBlocked) return hush('blocked')
  const goesOn = begun !== null && isSameLine(begun, program)
  // The connection broke: what was in step stays so for a while by itself.
  if (room === null) return goesOn ? { sound: 'playing', step: 'none' } : hush('loading')
  const isAhead = program.startedAt > room
  const position = positionIn(program, room)
  const left = program.duration > 0 ? program.duration - position : Infinity
  const isSpent = scene.end !== null && position > scene.end - END_SECS
  // There is no more of it, and so nothing is being loaded.
  const silence = left < SHORT_SECS ? 'waiting' : 'idle'
  if (goesOn) {
    const silent = isAhead ? 'waiting' : isSpent ? silence : 'loading'
    return { sound: scene.isHeard ? 'playing' : silent, step: 'follow' }
  }
  // The room moves on by itself in a moment.
  if (left < END_SECS) return hush('waiting')
  if (isSpent) return hush(silence)
  return { sound: isAhead ? 'waiting' : 'loading', step: 'start' }
}
