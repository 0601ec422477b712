import type { ScreenSource } from '#protocol/bridge.ts'
import { isTrustedSender } from './core/ipc.ts'
import type { SenderFrame } from './core/ipc.ts'
import { ownSoundFree } from './core/own-sound.ts'
import type { OwnSoundFree } from './core/own-sound.ts'
import type { Log } from './failure.ts'
import type { Emit } from './page.ts'

type Source = { id: string; name: string; thumbnail: { isEmpty(): boolean; toDataURL(): string } }
type Streams = { video?: { id: string; name: string }; audio?: OwnSoundFree }
type Request = {
  readonly frame: SenderFrame | null
  readonly audioRequested: boolean
  readonly videoRequested: boolean
}

export type DesktopCapturer = {
  getSources(options: {
    types: ('screen' | 'window')[]
    thumbnailSize: { width: number; height: number }
  }): Promise<Source[]>
}
export type DisplayMediaSession = {
  setDisplayMediaRequestHandler(
    /** `streams` are `Streams`; Electron's own type knows two devices for sound only (core/own-sound.ts). */
    handler: (request: Request, callback: (streams: object | null) => void) => void,
    options: { useSystemPicker: boolean },
  ): void
}

const THUMBNAIL = { width: 320, height: 180 } as const

/** Which screen or window is shared: the page asks the person, because getDisplayMedia has no picker in Electron. */
export function createScreens(deps: {
  session: DisplayMediaSession
  desktopCapturer: DesktopCapturer
  emit: Emit
  newId(): string
  platform: NodeJS.Platform
  /** The system's version. */
  release: string
  log: Log
}) {
  const sound = ownSoundFree(deps.platform, deps.release)
  let waiting: { request: string; wantsSound: boolean; answer(streams: Streams | null): void } | null = null
  // Kept for the choice: on Wayland each look is a question of the system's to the person.
  let listed: Source[] = []
  const look = async (): Promise<Source[]> => {
    listed = await deps.desktopCapturer.getSources({ types: ['screen', 'window'], thumbnailSize: THUMBNAIL })
    return listed
  }

  deps.session.setDisplayMediaRequestHandler(
    ({ frame, audioRequested, videoRequested }, callback) => {
      waiting?.answer(null)
      waiting = null
      if (!isTrustedSender(frame) || !videoRequested) {
        callback(null)
        return
      }
      const request = deps.newId()
      waiting = { request, wantsSound: audioRequested, answer: callback }
      deps.emit('screen_requested', { request, audio: audioRequested && sound !== null })
    },
    // macOS 15 has one of its own, which needs no recording permission for the whole screen.
    { useSystemPicker: true },
  )

  return {
    list: async (): Promise<ScreenSource[]> =>
      (await look()).map(({ id, name, thumbnail }) => ({
        id,
        name: name.slice(0, 200),
        kind: id.startsWith('screen:') ? 'screen' : 'window',
        thumbnail: thumbnail.isEmpty() ? null : thumbnail.toDataURL(),
      })),
    /** Answers the request that waits; an answer to an older one is late, and changes nothing. */
    async choose(choice: { request: string; id: string | null; audio: boolean }): Promise<void> {
      if (waiting?.request !== choice.request) return
      const { answer, wantsSound } = waiting
      waiting = null
      const refuse = (error: unknown): never => {
        // Else the page's getDisplayMedia would wait for ever.
        answer(null)
        throw error
      }
      const isChosen = ({ id }: Source) => id === choice.id
      const find = async () => listed.find(isChosen) ?? (await look()).find(isChosen)
      const source = choice.id === null ? undefined : await find().catch(refuse)
      if (source === undefined) {
        answer(null)
        return
      }
      const video = { id: source.id, name: source.name }
      if (!choice.audio || !wantsSound || sound === null) {
        answer({ video })
        return
      }
      try {
        answer({ video, audio: sound })
      } catch (error) {
        // A version of Electron that knows its own two devices only: then without sound, never with the call in it.
        deps.log('The sound of a screen could not be shared.', error)
        answer({ video })
      }
    },
  }
}
