import type { ScreenWish, SharedScreen } from '../ports.ts'
import type { CallTabs } from './call-tabs.ts'
import { type SoundRefusal, grantedOf, refusalOf } from './own-sound.ts'
import { SendBudget } from './send-budget.ts'

/** What some browsers can be asked for, and TypeScript does not know yet. */
declare global {
  interface DisplayMediaStreamOptions {
    selfBrowserSurface?: 'include' | 'exclude'
    surfaceSwitching?: 'include' | 'exclude'
    systemAudio?: 'include' | 'exclude'
    windowAudio?: 'exclude' | 'window' | 'system'
    monitorTypeSurfaces?: 'include' | 'exclude'
  }
  interface MediaTrackConstraintSet {
    /** What the page that shares plays itself is left out of the sound. */
    restrictOwnAudio?: ConstrainBoolean
    suppressLocalAudioPlayback?: ConstrainBoolean
  }
}

/** Why nothing is shared, where the person did not just change their mind. */
export type CaptureFailure = 'insecure' | 'unsupported' | 'no_permission' | 'nothing' | 'not_readable' | 'failed'
/** What became of the sound that was wished for. */
export type SoundNews = SoundRefusal | 'no_sound'

/** Nothing is shared; views have a sentence for each `failure`. */
export class CaptureError extends Error {
  readonly failure: CaptureFailure
  constructor(failure: CaptureFailure, cause?: unknown) {
    super(`The screen is not shared: ${failure}.`, { cause })
    this.name = 'CaptureError'
    this.failure = failure
  }
}

export type CaptureDeps = {
  /** Undefined over plain http, whatever the types say. */
  devices: MediaDevices | undefined
  tabs: Pick<CallTabs, 'isCallElsewhere' | 'onCallElsewhere'>
  /** The picture is shared, but not the sound. */
  onWithoutSound(news: SoundNews): void
  onTrouble(error: unknown): void
}

/** Motion wants every frame; letters want every pixel, and no more than they can be read. */
const WANTED = {
  motion: { width: 1920, height: 1080, frameRate: 60 },
  detail: { width: 2560, height: 1440, frameRate: 30 },
} as const

export function displayMediaOptions({ prefer, withSound }: ScreenWish): DisplayMediaStreamOptions {
  const { width, height, frameRate } = WANTED[prefer]
  return {
    video: { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } },
    audio: withSound && {
      restrictOwnAudio: true,
      // One goes on hearing what one shows.
      suppressLocalAudioPlayback: false,
      // It is no voice.
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: { ideal: 2 },
    },
    systemAudio: withSound ? 'include' : 'exclude',
    windowAudio: withSound ? 'window' : 'exclude',
    monitorTypeSurfaces: 'include',
    // A call in a call; and what is shared later was never looked at.
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'exclude',
  }
}

/** Null where the person said no, which needs no answer. */
export function failureOf(error: unknown): CaptureFailure | null {
  if (!(error instanceof Error || error instanceof DOMException)) return 'failed'
  // Chromium: "Permission denied by system", against "Permission denied" by the person.
  if (error.name === 'NotAllowedError') return /system/i.test(error.message) ? 'no_permission' : null
  if (error.name === 'NotFoundError') return 'nothing'
  return error.name === 'NotReadableError' ? 'not_readable' : 'failed'
}

/** Whether a screen can be shared from here at all. */
export function captureObstacle(devices: MediaDevices | undefined): 'insecure' | 'unsupported' | null {
  if (devices === undefined) return 'insecure'
  return 'getDisplayMedia' in devices ? null : 'unsupported'
}

/**
 * Asks the person for a screen, a window or a tab. The result rejects with a `CaptureError`; null: they chose none.
 * Has to be called while what they did is fresh: browsers ask nobody unasked.
 */
export function createCaptureScreen({ devices, tabs, onWithoutSound, onTrouble }: CaptureDeps) {
  const budget = new SendBudget(onTrouble)
  return async (wish: ScreenWish): Promise<SharedScreen | null> => {
    const obstacle = captureObstacle(devices)
    if (devices === undefined || obstacle !== null) throw new CaptureError(obstacle ?? 'insecure')
    let stream: MediaStream
    try {
      stream = await devices.getDisplayMedia(displayMediaOptions(wish))
    } catch (error) {
      const failure = failureOf(error)
      if (failure === null) return null
      throw new CaptureError(failure, error)
    }
    const [video] = stream.getVideoTracks()
    if (video === undefined) {
      for (const track of stream.getTracks()) track.stop()
      throw new CaptureError('failed')
    }
    video.contentHint = wish.prefer
    const callElsewhere = await tabs.isCallElsewhere().catch(() => true)
    const stopListening = guardSound({ stream, video, tabs, callElsewhere, onWithoutSound, isWished: wish.withSound })
    const share = budget.open({ prefer: wish.prefer, video })
    return {
      stream,
      prepare: (transceiver) => share.prepare(transceiver),
      tune: (ways) => share.tune(ways),
      onEnded: (listener) => {
        // Never for a `stop` of our own. It may have ended while it was looked at what else is in the call.
        if (video.readyState === 'ended') queueMicrotask(listener)
        video.addEventListener('ended', listener)
        return () => video.removeEventListener('ended', listener)
      },
      close() {
        stopListening()
        share.close()
        for (const track of stream.getTracks()) track.stop()
      },
    }
  }
}

/** Takes away a sound that may contain the call: at once, or when the shared tab goes to a page that is in it. */
function guardSound({
  stream,
  video,
  tabs,
  callElsewhere,
  isWished,
  onWithoutSound,
}: Pick<CaptureDeps, 'tabs' | 'onWithoutSound'> & {
  stream: MediaStream
  video: MediaStreamTrack
  callElsewhere: boolean
  isWished: boolean
}): () => void {
  const refuse = (isElsewhere: boolean): boolean => {
    const refusals = stream.getAudioTracks().map((sound) => refusalOf(grantedOf(video, sound, isElsewhere)))
    const refusal = refusals.find((one) => one !== null)
    if (refusal === undefined) return false
    for (const sound of stream.getAudioTracks()) {
      sound.stop()
      stream.removeTrack(sound)
    }
    onWithoutSound(refusal)
    return true
  }
  if (!refuse(callElsewhere) && isWished && stream.getAudioTracks().length === 0) onWithoutSound('no_sound')
  for (const sound of stream.getAudioTracks()) sound.contentHint = 'music'
  const lookAgain = () => refuse(callElsewhere)
  video.addEventListener('capturehandlechange', lookAgain)
  const stop = tabs.onCallElsewhere(() => refuse(true))
  return () => {
    stop()
    video.removeEventListener('capturehandlechange', lookAgain)
  }
}
