/**
 * What views may know of a call. All of it changes as a whole (an `Observable`); levels, which change many times a second,
 * are apart (`Voice.level`), so that a meter does not draw the whole bar anew.
 */

/** Everybody sends to everybody: for so many people that is promised to be good. More may come, and are told. */
export const MESH_PEOPLE = 8

/** How the way to somebody is: being made, there, broken and being mended, or given up. */
export type LinkState = 'connecting' | 'connected' | 'recovering' | 'failed'

/** How well somebody is heard, from `getStats`, over the last seconds. */
export type Quality = {
  /** In words: what a person would say. */
  grade: 'good' | 'fair' | 'poor'
  /** Share of packets that did not arrive, 0 to 1. */
  loss: number
  jitterMs: number
  rttMs: number | null
}

/** One device of somebody in the call. */
export type PeerView = {
  userId: string
  sessionId: string
  link: LinkState
  quality: Quality | null
  /** By the real level of what arrives from them. */
  isSpeaking: boolean
  /** As they tell it (`voice_state`); older clients tell nothing, and count as not muted. */
  isMuted: boolean
  isDeafened: boolean
  /** 0 to 2; this device's own wish, kept by person. */
  volume: number
}

/** Somebody's shared screen, or one's own. */
export type ScreenView = {
  /** The stream's id. */
  id: string
  userId: string
  sessionId: string
  isOwn: boolean
  hasSound: boolean
  /** For a `<video>`; its sound is played elsewhere (`screens/`), at a volume of its own. */
  stream: MediaStream
}

/** Why nobody can hear one. `null` where nothing is wrong. */
export type Silence =
  /** Browsers give no microphone to plain http. */
  | 'insecure'
  /** The person, the browser or the system said no. */
  | 'no_permission'
  | 'no_device'
  /** Another program has it, or it cannot be opened. */
  | 'device_failed'
  /** The system or a switch on the device has muted it (`track.muted`). */
  | 'system_muted'
  /** It gives nothing at all, not even noise. */
  | 'silent_track'
  /** There are levels, but from a device that seems to be a wrong one: digital silence but for a moment, a monitor. */
  | 'wrong_device'
  /** It speaks, but the gate never opens. */
  | 'gate_closed'
  /** Nobody is connected to hear it. */
  | 'no_link'

export type CallView = {
  roomKey: string
  channelId: string
  /** `reconnecting`: the room is away; who is connected goes on hearing each other. */
  state: 'joining' | 'on' | 'reconnecting'
  /** Milliseconds of the clock. */
  startedAt: number
  /** This connection's name in the call. */
  sessionId: string | null
  isMuted: boolean
  isDeafened: boolean
  /** Something is being sent that others hear: not muted, the gate or the key is open. */
  isSpeaking: boolean
  silence: Silence | null
  /** In the order in which they came. */
  peers: readonly PeerView[]
  screens: readonly ScreenView[]
}

/** Why a call ended, where it was not the person's own wish. */
export type CallEnd = 'removed' | 'signed_out' | 'channel_gone' | 'lost'
