/** What some browsers know of sharing, and TypeScript does not yet. */
declare global {
  // Interfaces merge; this is the one way to say it.
  interface MediaTrackSettings {
    restrictOwnAudio?: boolean
  }
  interface MediaDevices {
    /** What other pages that share this tab learn of it. */
    setCaptureHandleConfig?(config: { handle: string; exposeOrigin: boolean; permittedOrigins: string[] }): void
  }
  interface MediaStreamTrack {
    /** What the shared tab says of itself. */
    getCaptureHandle?(): { handle?: string } | null
  }
}

/** The name under which a tab that may be in a call can be recognised by whoever shares it. */
const CALL_HANDLE = 'stuffchat-call'

/** Tells whoever shares this tab that there may be a call in its sound, from whatever address it was loaded. */
export function markAsCall(devices: Pick<MediaDevices, 'setCaptureHandleConfig'>): void {
  devices.setCaptureHandleConfig?.({ handle: CALL_HANDLE, exposeOrigin: false, permittedOrigins: ['*'] })
}

/** What was really granted, from the tracks; never what was asked for. */
export type Granted = {
  displaySurface: string | undefined
  /** The browser leaves out what this page plays, and says so. */
  restrictsOwnAudio: boolean
  /** What the shared tab says of itself; undefined where the browser cannot tell. */
  captureHandle: string | null | undefined
  /** Another tab of this app is in a call, and may be the one that is shared without saying so. */
  callElsewhere: boolean
}
/** Why the sound is not shared: others would hear themselves. */
export type SoundRefusal = 'call_tab' | 'with_call'

/**
 * Whether the sound that came with a screen can contain the call. Only what is known to be free of it is shared: another
 * tab that is none of ours, or a screen or window whose sound leaves out this page's own.
 */
export function refusalOf({
  displaySurface,
  restrictsOwnAudio,
  captureHandle,
  callElsewhere,
}: Granted): SoundRefusal | null {
  if (displaySurface !== 'browser') return restrictsOwnAudio ? null : 'with_call'
  if (captureHandle === undefined) return 'with_call'
  if (captureHandle === null) return callElsewhere ? 'call_tab' : null
  return captureHandle.startsWith(CALL_HANDLE) ? 'call_tab' : null
}

export function grantedOf(video: MediaStreamTrack, sound: MediaStreamTrack, callElsewhere: boolean): Granted {
  return {
    callElsewhere,
    displaySurface: video.getSettings().displaySurface,
    restrictsOwnAudio: sound.getSettings().restrictOwnAudio === true,
    captureHandle: video.getCaptureHandle === undefined ? undefined : (video.getCaptureHandle()?.handle ?? null),
  }
}
