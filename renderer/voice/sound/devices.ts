import type { CallEnvironment } from '../ports.ts'

type Deps = Pick<CallEnvironment, 'window'>
/** What a person wants of their microphone. */
export type InputWish = {
  /** Null: the system's choice. */
  deviceId: string | null
  echo: boolean
  gain: boolean
  /** The browser's own suppression; the learned one is ours. */
  noise: boolean
}
export type Opened = { stream: MediaStream; track: MediaStreamTrack; isFallback: boolean }

/** False over plain http, where browsers hide all devices. */
export const hasDevices = ({ window }: Deps): boolean => window.isSecureContext && 'mediaDevices' in window.navigator

/** The wanted microphone, or the system's where that one is not there. Rejects as `getUserMedia` does. */
export async function openInput({ window }: Deps, wish: InputWish): Promise<Opened> {
  const constraints = (deviceId: string | null): MediaTrackConstraints => ({
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
    echoCancellation: wish.echo,
    autoGainControl: wish.gain,
    noiseSuppression: wish.noise,
    channelCount: { ideal: 1 },
  })
  const open = async (deviceId: string | null) => {
    const stream = await window.navigator.mediaDevices.getUserMedia({ audio: constraints(deviceId) })
    const track = stream.getAudioTracks()[0]
    if (!track) throw new DOMException('No sound came with the microphone.', 'NotFoundError')
    return { stream, track }
  }
  if (wish.deviceId === null) return { ...(await open(null)), isFallback: false }
  try {
    return { ...(await open(wish.deviceId)), isFallback: false }
  } catch (error) {
    const isAway = error instanceof DOMException && ['OverconstrainedError', 'NotFoundError'].includes(error.name)
    // Some browsers reject with an error of a class of its own.
    if (!isAway && !(error instanceof Error && error.name === 'OverconstrainedError')) throw error
    return { ...(await open(null)), isFallback: true }
  }
}

/** Which inputs there are, and what the system's choice is called now; empty names before anybody gave leave. */
export async function lookAtInputs({ window }: Deps): Promise<{ ids: string[]; defaultLabel: string }> {
  const all = await window.navigator.mediaDevices.enumerateDevices()
  const inputs = all.filter(({ kind }) => kind === 'audioinput')
  return {
    ids: inputs.map(({ deviceId }) => deviceId),
    defaultLabel: inputs.find(({ deviceId }) => deviceId === 'default')?.label ?? '',
  }
}
