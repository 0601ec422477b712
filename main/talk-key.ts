import { z } from 'zod'
import type { TalkKeyState } from '#protocol/bridge.ts'
import { hookCodesOf, isWayland } from './core/talk-keys.ts'
import type { KeySystem } from './core/talk-keys.ts'
import type { Emit } from './page.ts'
import { TEXTS } from './texts.ts'

/** The process that looks (talk-hook.ts). */
export type HookProcess = {
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: () => void): void
  /** The key counts as let go: what the system repeats of it is no press. */
  forget(): void
  kill(): void
}
/** `keys`: the codes to look for, as talk-hook.ts takes them. */
export type StartHook = (keys: readonly string[]) => HookProcess

const Told = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['on', 'missing', 'refused']) }),
  z.strictObject({ kind: z.literal('key'), down: z.boolean() }),
])

/** How long a hook may take to say whether it can look. */
const START_MS = 5_000
/** Nobody speaks for so long without a breath; but a release that the system kept to itself would never come. */
const MAX_HOLD_MS = 5 * 60_000

const off: TalkKeyState = { state: 'off', reason: null }
const missing: TalkKeyState = { state: 'missing', reason: TEXTS.talkKey.missing }
const refused = (reason: string): TalkKeyState => ({ state: 'refused', reason })

export type TalkKey = {
  /** Looks at this key instead of the one before; null: at none. */
  set(code: string | null): Promise<TalkKeyState>
  /** As if it were let go: the system sleeps, or its screen is locked, and a release may never be seen. */
  release(): void
  /** Whoever wished for it is gone. */
  close(): void
}

/** The key that is held to talk while another program is in front. Whatever happens to the looking lets it go. */
export function createTalkKey(deps: {
  startHook: StartHook
  emit: Emit
  system: KeySystem
  /** macOS shows keys only to programs that the person has allowed to; asking shows the system's own question. */
  isTrusted(): boolean
  startMs?: number
  maxHoldMs?: number
}): TalkKey {
  const { emit, startMs = START_MS, maxHoldMs = MAX_HOLD_MS } = deps
  let looking: { end(): void; forget(): void } | null = null
  let isDown = false
  let hold: NodeJS.Timeout | undefined

  const turn = (down: boolean) => {
    clearTimeout(hold)
    if (down) hold = setTimeout(letGo, maxHoldMs)
    if (isDown === down) return
    isDown = down
    emit('talk_key', { down })
  }
  /** Though nobody saw it let go. */
  const letGo = () => {
    looking?.forget()
    turn(false)
  }
  const stop = () => {
    looking?.end()
    looking = null
    turn(false)
  }

  const start = (codes: readonly number[]): Promise<TalkKeyState> => {
    const { promise, resolve } = Promise.withResolvers<TalkKeyState>()
    const hook = deps.startHook(codes.map((code) => `key:${code}`))
    let isOn = false
    let isOver = false
    const timer = setTimeout(() => finish(refused(TEXTS.talkKey.refused)), startMs)
    const close = (state: TalkKeyState) => {
      isOver = true
      clearTimeout(timer)
      resolve(state)
      hook.kill()
    }
    /** It ends by itself: before it looked that is the answer, afterwards it is news. */
    const finish = (state: TalkKeyState) => {
      if (isOver) return
      const wasOn = isOn
      close(state)
      looking = null
      turn(false)
      if (wasOn) emit('talk_key_changed', refused(TEXTS.talkKey.ended))
    }
    looking = { end: () => close(off), forget: () => hook.forget() }
    hook.onExit(() => finish(refused(TEXTS.talkKey.refused)))
    hook.onMessage((message) => {
      const told = Told.safeParse(message)
      if (isOver || !told.success) return
      if (told.data.kind === 'key') {
        if (isOn) turn(told.data.down)
      } else if (told.data.kind === 'on') {
        isOn = true
        clearTimeout(timer)
        resolve({ state: 'on', reason: null })
      } else finish(told.data.kind === 'missing' ? missing : refused(TEXTS.talkKey.refused))
    })
    return promise
  }

  return {
    async set(code) {
      stop()
      if (code === null) return off
      const codes = hookCodesOf(code)
      if (codes.length === 0) return refused(TEXTS.talkKey.noSuchKey)
      if (isWayland(deps.system)) return refused(TEXTS.talkKey.wayland)
      if (deps.system.platform === 'darwin' && !deps.isTrusted()) return refused(TEXTS.talkKey.notTrusted)
      return start(codes)
    },
    release: letGo,
    close: stop,
  }
}
