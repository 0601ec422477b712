import type { MicrophoneTestDeps, Recording } from './microphone-test.ts'

/** Records a track as the browser encodes it. */
export function recordTrack(track: MediaStreamTrack): Recording {
  const recorder = new MediaRecorder(new MediaStream([track]))
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }))
  const end = () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  recorder.start()
  return {
    async stop() {
      end()
      await stopped
      return new Blob(parts, { type: recorder.mimeType })
    },
    cancel: end,
  }
}

/** Plays a sound where one hears the others. `output`: the id of a device; null: as the system chooses. */
export function playSound(sound: Blob, output: string | null): ReturnType<MicrophoneTestDeps['play']> {
  const url = URL.createObjectURL(sound)
  const audio = new Audio(url)
  const ended = new Promise<void>((resolve, reject) => {
    const begin = async () => {
      // A device that is gone is no reason for silence.
      if (output !== null && 'setSinkId' in audio) await audio.setSinkId(output).catch(() => {})
      await audio.play()
    }
    for (const name of ['ended', 'pause'] as const) audio.addEventListener(name, () => resolve(), { once: true })
    begin().catch(reject)
  })
  const free = () => URL.revokeObjectURL(url)
  ended.then(free, free)
  return { ended, stop: () => audio.pause() }
}
