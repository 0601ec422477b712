import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTalkKey } from './talk-key.ts'
import { TEXTS } from './texts.ts'

/** A process that looks at keys, told what to say. */
function createHook(keys: readonly string[]) {
  const say: ((message: unknown) => void)[] = []
  const exits: (() => void)[] = []
  return {
    keys,
    isKilled: false,
    forgets: 0,
    say: (message: unknown) => say.forEach((listener) => listener(message)),
    exit: () => exits.forEach((listener) => listener()),
    onMessage: (listener: (message: unknown) => void) => void say.push(listener),
    onExit: (listener: () => void) => void exits.push(listener),
    forget() {
      this.forgets++
    },
    kill() {
      this.isKilled = true
    },
  }
}
type Hook = ReturnType<typeof createHook>

function setUp(more: Partial<Parameters<typeof createTalkKey>[0]> = {}) {
  const hooks: Hook[] = []
  const told: [string, unknown][] = []
  const talkKey = createTalkKey({
    startHook(keys) {
      const hook = createHook(keys)
      hooks.push(hook)
      return hook
    },
    emit: (name, event) => void told.push([name, event]),
    system: { platform: 'linux', env: {} },
    isTrusted: () => true,
    ...more,
  })
  /** Looking, with the process that does it. */
  const on = async (code = 'Backquote') => {
    const state = talkKey.set(code)
    const hook = hooks.at(-1)
    if (!hook) throw new Error('nothing looks')
    hook.say({ kind: 'on' })
    expect(await state).toEqual({ state: 'on', reason: null })
    return hook
  }
  const keys = () => told.filter(([name]) => name === 'talk_key').map(([, event]) => event)
  return { talkKey, hooks, told, on, keys }
}
const down = { down: true }
const up = { down: false }
const key = (isDown: boolean) => ({ kind: 'key', down: isDown })

test('[TK1] tells of the key once for each press and release, whatever else the process says', async () => {
  const { on, keys, hooks, talkKey } = setUp()
  const hook = await on()
  expect(hook.keys).toEqual(['key:41'])
  for (const said of [key(true), key(true), 'x', null, { kind: 'key' }, { kind: 'key', down: 1 }]) hook.say(said)
  hook.say(key(false))
  hook.say(key(false))
  expect(keys()).toEqual([down, up])
  expect(await talkKey.set(null)).toEqual({ state: 'off', reason: null })
  hook.say(key(true))
  expect([keys().length, hooks.length, hook.isKilled]).toEqual([2, 1, true])
})

test('[TK2] nothing looks unless it is wished for, and then at one key only', async () => {
  const { on, hooks } = setUp()
  expect(hooks).toEqual([])
  const first = await on('KeyB')
  const second = await on('F13')
  expect([first.isKilled, second.isKilled]).toEqual([true, false])
})

test('[TK3] it is let go when another wish comes, the system sleeps, the process dies or the page goes', async () => {
  const ways: Record<string, (scene: ReturnType<typeof setUp>, hook: Hook) => void> = {
    wish: ({ talkKey }) => void talkKey.set('KeyB'),
    sleep: ({ talkKey }) => talkKey.release(),
    death: (_scene, hook) => hook.exit(),
    page: ({ talkKey }) => talkKey.close(),
  }
  for (const [way, end] of Object.entries(ways)) {
    const scene = setUp()
    const hook = await scene.on()
    hook.say(key(true))
    end(scene, hook)
    expect({ way, keys: scene.keys() }).toEqual({ way, keys: [down, up] })
  }
})

test('[TK4] a process that dies is told of, and not started again by itself', async () => {
  const { on, told, hooks } = setUp()
  const hook = await on()
  hook.exit()
  hook.exit()
  expect(told).toEqual([['talk_key_changed', { state: 'refused', reason: TEXTS.talkKey.ended }]])
  expect(hooks).toHaveLength(1)
})

test('[TK5] missing, refused, dead or silent from the start: a sentence, and no news besides', async () => {
  const answers: [(hook: Hook) => void, unknown][] = [
    [(hook) => hook.say({ kind: 'missing' }), { state: 'missing', reason: TEXTS.talkKey.missing }],
    [(hook) => hook.say({ kind: 'refused' }), { state: 'refused', reason: TEXTS.talkKey.refused }],
    [(hook) => hook.exit(), { state: 'refused', reason: TEXTS.talkKey.refused }],
    [() => undefined, { state: 'refused', reason: TEXTS.talkKey.refused }],
  ]
  for (const [say, expected] of answers) {
    const { talkKey, hooks, told } = setUp({ startMs: 20 })
    const state = talkKey.set('Backquote')
    if (hooks[0]) say(hooks[0])
    expect(await state).toEqual(expected)
    expect([told, hooks[0]?.isKilled]).toEqual([[], true])
  }
})

test('[TK6] where it cannot work nothing is started', async () => {
  const wayland = setUp({ system: { platform: 'linux', env: { XDG_SESSION_TYPE: 'wayland' } } })
  expect(await wayland.talkKey.set('Backquote')).toEqual({ state: 'refused', reason: TEXTS.talkKey.wayland })
  const mac = setUp({ system: { platform: 'darwin', env: {} }, isTrusted: () => false })
  expect(await mac.talkKey.set('Backquote')).toEqual({ state: 'refused', reason: TEXTS.talkKey.notTrusted })
  const other = setUp()
  expect(await other.talkKey.set('Escape')).toEqual({ state: 'refused', reason: TEXTS.talkKey.noSuchKey })
  expect([wayland.hooks, mac.hooks, other.hooks]).toEqual([[], [], []])
})

test('[TK7] wished anew while the first is starting: the last wish counts', async () => {
  const { talkKey, hooks, keys } = setUp()
  const first = talkKey.set('KeyA')
  const second = talkKey.set('KeyB')
  expect(await first).toEqual({ state: 'off', reason: null })
  hooks[0]?.say({ kind: 'on' })
  hooks[0]?.say(key(true))
  hooks[0]?.exit()
  hooks[1]?.say({ kind: 'on' })
  expect(await second).toEqual({ state: 'on', reason: null })
  hooks[1]?.say(key(true))
  expect(keys()).toEqual([down])
})

test('[TK8] a release that never comes is made after a while', async () => {
  const { on, keys } = setUp({ maxHoldMs: 30 })
  const hook = await on()
  hook.say(key(true))
  await sleep(60)
  expect([keys(), hook.forgets]).toEqual([[down, up], 1])
  // Its key is still down there; the next press is one.
  hook.say(key(false))
  hook.say(key(true))
  expect(keys()).toEqual([down, up, down])
})

test('[TK9] whoever looks is told when the key counts as let go, and after its end nobody is', async () => {
  const { on, talkKey, keys } = setUp()
  const hook = await on()
  hook.say(key(true))
  talkKey.release()
  expect([hook.forgets, keys()]).toEqual([1, [down, up]])
  hook.say(key(true))
  await talkKey.set(null)
  talkKey.release()
  expect([hook.forgets, keys()]).toEqual([1, [down, up, down, up]])
})
