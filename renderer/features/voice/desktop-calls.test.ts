import { expect, it } from 'vitest'
import { Observable } from '../../api/observable.ts'
import type { CallView } from '../../voice/state.ts'
import { type DesktopCallsDeps, followDesktopCalls, tryGlobalTalkKey } from './desktop-calls.ts'

const CALL: CallView = {
  roomKey: 'room',
  channelId: 'couch',
  state: 'on',
  startedAt: 0,
  sessionId: 'mine',
  isMuted: false,
  isDeafened: false,
  isSpeaking: false,
  silence: null,
  peers: [],
  screens: [],
}

type Wishes = ReturnType<DesktopCallsDeps['preferences']['getSnapshot']>
const WISHED: Wishes = { voice_mode: 'key', voice_key: 'F8', voice_key_global: true }

function create(state: 'on' | 'refused' = 'on', wishes: Wishes = WISHED) {
  const done: string[] = []
  const listeners = new Map<string, (event: never) => void>()
  const call = new Observable<CallView | null>(null)
  const preferences = new Observable(wishes)
  const deps: DesktopCallsDeps = {
    desktop: {
      on: (name, listener) => {
        listeners.set(name, listener)
        return () => listeners.delete(name)
      },
      talkKey: {
        set: async ({ code }) => {
          done.push(`looks at ${code}`)
          return state === 'refused' && code !== null ? { state, reason: 'No.' } : { state: 'on', reason: null }
        },
      },
      app: { about: () => Promise.reject(new Error()), left: async () => void done.push('left') },
    },
    voice: {
      subscribe: call.subscribe,
      getSnapshot: call.getSnapshot,
      setMuted: (isMuted) => void done.push(`muted ${isMuted}`),
      setDeafened: (isDeafened) => void done.push(`deafened ${isDeafened}`),
      talkKey: (source, isDown) => void done.push(`talks ${source} ${isDown}`),
      leave: () => void done.push('leaves'),
    },
    preferences,
    toasts: { show: ({ text }) => (done.push(text), text) },
    texts: { keyGlobalFailed: (why) => `not global: ${why}`, slept: 'slept' },
    onTrouble: (error) => void done.push(String(error)),
  }
  const tell = (name: string, event: object = {}) => listeners.get(name)?.(event as never)
  const tries = () =>
    tryGlobalTalkKey({
      ...deps,
      preferences: {
        subscribe: preferences.subscribe,
        getSnapshot: preferences.getSnapshot,
        set: (wish) => preferences.set({ ...preferences.getSnapshot(), ...wish }),
      },
    })
  return { stop: followDesktopCalls(deps), done, tries, call, preferences, tell, listeners }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

it('looks at the talk key only while a call wants it', async () => {
  const { done, call, stop, listeners } = create()
  expect(done).toEqual([])
  call.set(CALL)
  call.set({ ...CALL, isMuted: true })
  call.set(null)
  await turn()
  expect(done).toEqual(['looks at F8', 'looks at null'])
  stop()
  expect(listeners.size).toBe(0)
})

it('says why the key works in the window only', async () => {
  const { done, call } = create('refused')
  call.set(CALL)
  await turn()
  expect(done).toEqual(['looks at F8', 'not global: No.'])
})

it('the keys of the desktop act on the call, and do nothing without one', () => {
  const { done, call, tell } = create()
  tell('shortcut_pressed', { action: 'toggle_mute' })
  expect(done).toEqual([])
  call.set(CALL)
  done.length = 0
  tell('shortcut_pressed', { action: 'toggle_mute' })
  tell('shortcut_pressed', { action: 'toggle_deafen' })
  tell('shortcut_pressed', { action: 'show_window' })
  tell('talk_key', { down: true })
  expect(done).toEqual(['muted true', 'deafened true', 'talks global true'])
})

it('leaves before the computer sleeps, and before the app ends even without a call', async () => {
  const { done, call, tell } = create()
  tell('system_suspending')
  expect(done).toEqual([])
  tell('app_closing')
  await turn()
  expect(done).toEqual(['leaves', 'left'])
  call.set(CALL)
  done.length = 0
  tell('system_suspending')
  expect(done).toEqual(['leaves', 'slept'])
})

const notWished: Wishes = { ...WISHED, voice_key_global: false }

it('the key is tried when it is wished, and looked at no longer where no call wants it', async () => {
  const { done, tries, preferences } = create('on', notWished)
  expect(await tries()).toBeNull()
  expect([done, preferences.getSnapshot().voice_key_global]).toEqual([['looks at F8', 'looks at null'], true])
  const refused = create('refused', notWished)
  expect(await refused.tries()).toBe('No.')
  expect([refused.done.at(-1), refused.preferences.getSnapshot().voice_key_global]).toEqual(['looks at null', false])
})

it('what became of the call while the key was tried is what counts', async () => {
  const ended = create('on', notWished)
  ended.call.set(CALL)
  const trying = ended.tries()
  ended.call.set(null)
  await trying
  expect(ended.done.at(-1)).toBe('looks at null')

  const begun = create('on', notWished)
  const beginning = begun.tries()
  begun.call.set(CALL)
  await beginning
  expect(begun.done.at(-1)).toBe('looks at F8')

  const other = create('on', notWished)
  other.call.set(CALL)
  const changing = other.tries()
  other.preferences.set({ ...notWished, voice_mode: 'gate' })
  await changing
  expect(other.done.at(-1)).toBe('looks at null')
})
