import process from 'node:process'
import { createHeldKey } from './core/held-key.ts'

/**
 * A process of its own that sees every key of the system and tells of one: what else is typed is compared here and
 * forgotten, and nothing of it leaves this file. It is apart because the native part ends the whole process when there is
 * no display, and waits for nobody when it is asked to stop. Its arguments are the key's codes as `key:41`
 * (core/talk-keys.ts); whoever started it may say `forget` when the key counts as let go.
 */
type Told = { kind: 'on' } | { kind: 'missing' } | { kind: 'refused' } | { kind: 'key'; down: boolean }

/** Electron's port to who started this, or that of Node's `fork` in tests. */
const tell = (told: Told): void => {
  if (process.parentPort) process.parentPort.postMessage(told)
  else process.send?.(told)
}
const onForget = (forget: () => void): void => {
  const hear = (said: unknown) => {
    if (said === 'forget') forget()
  }
  if (process.parentPort) process.parentPort.on('message', ({ data }) => hear(data))
  else process.on('message', hear)
}
process.on('disconnect', () => process.exit())

// By their form: where arguments of our own begin is another place in Electron than in Node.
const codes = new Set(process.argv.flatMap((argument) => /^key:(\d+)$/.exec(argument)?.[1] ?? []).map(Number))
/** macOS stamps events in nanoseconds (`CGEventGetTimestamp`), the others in milliseconds. */
const msOf = (time: number) => (process.platform === 'darwin' ? time / 1_000_000 : time)
const load = async () => {
  try {
    return (await import('uiohook-napi')).uIOhook
  } catch {
    // Not installed, not packed, or not made for this system: for us the same.
    return null
  }
}

const hook = await load()
if (hook === null) tell({ kind: 'missing' })
else {
  const key = createHeldKey()
  const turn = ({ keycode, time }: { keycode: number; time: number }, down: boolean) => {
    if (codes.has(keycode) && key.turn(down, msOf(time))) tell({ kind: 'key', down })
  }
  onForget(key.forget)
  hook.on('keydown', (event) => turn(event, true))
  hook.on('keyup', (event) => turn(event, false))
  try {
    hook.start()
    tell({ kind: 'on' })
  } catch {
    tell({ kind: 'refused' })
  }
}
