import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { TEXTS } from '../../main/texts.ts'
import { joined } from '../../server/test/realtime.ts'
import { startRoom } from '../../server/test/room.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const isThere = (program: string) => spawnSync('which', [program]).status === 0
const canPressKeys = process.platform === 'linux' && isThere('Xvfb') && isThere('xdotool')

/** An X server without a screen, of this test's own; its name, as `DISPLAY` has it. */
async function startDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const said = server.stdio[3]
  if (!said) throw new Error('Xvfb says nothing.')
  const [number] = await once(said, 'data')
  return {
    name: `:${String(number).trim()}`,
    [Symbol.asyncDispose]: async () => {
      server.kill()
      await once(server, 'exit')
    },
  }
}

test.skipIf(!canPressKeys)('[SK1] the key is seen while nothing of ours is in front, and no other one is', async () => {
  await using display = await startDisplay()
  await using shell = await openedShell(browser, { hookEnv: { DISPLAY: display.name } })
  await listen(shell.page, 'talk_key')
  const press = (...args: string[]) => execFileSync('xdotool', args, { env: { ...process.env, DISPLAY: display.name } })
  expect(await call(shell.page, 'talkKey.set', { code: 'Backquote' })).toEqual({ state: 'on', reason: null })
  const said: unknown[] = []
  shell.hooks[0]?.on('message', (message) => said.push(message))
  press('type', 'a password')
  // Held for so long that the system repeats it.
  press('keydown', 'grave', 'sleep', '1', 'keyup', 'grave', 'key', 'F5', 'Return')
  await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([{ down: true }, { down: false }])
  expect(said).toEqual([
    { kind: 'key', down: true },
    { kind: 'key', down: false },
  ])

  // Another key, and a process that is killed while it is held: let go at once, and told of.
  expect(await call(shell.page, 'talkKey.set', { code: 'F8' })).toEqual({ state: 'on', reason: null })
  await listen(shell.page, 'talk_key')
  await listen(shell.page, 'talk_key_changed')
  press('key', 'grave', 'keydown', 'F8')
  await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([{ down: true }])
  shell.hooks[1]?.kill('SIGKILL')
  await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([{ down: true }, { down: false }])
  const ended = { state: 'refused', reason: TEXTS.talkKey.ended }
  await expect.poll(() => heard(shell.page, 'talk_key_changed')).toEqual([ended])
  press('keyup', 'F8')

  // The page goes, and with it the looking.
  await call(shell.page, 'talkKey.set', { code: 'F9' })
  const looking = shell.hooks[2]
  shell.window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  await expect.poll(() => looking?.signalCode ?? null).toBe('SIGTERM')
})

test.skipIf(!canPressKeys)(
  '[SK7] a key that is held while the screen is locked is let go, and pressed anew',
  async () => {
    await using display = await startDisplay()
    await using shell = await openedShell(browser, { hookEnv: { DISPLAY: display.name } })
    await listen(shell.page, 'talk_key')
    const press = (...args: string[]) =>
      execFileSync('xdotool', args, { env: { ...process.env, DISPLAY: display.name } })
    expect(await call(shell.page, 'talkKey.set', { code: 'Backquote' })).toEqual({ state: 'on', reason: null })
    press('keydown', 'grave')
    await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([{ down: true }])
    shell.electron.powerMonitor.emit('lock-screen')
    await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([{ down: true }, { down: false }])
    // The system goes on repeating it.
    press('sleep', '1.5')
    expect(await heard(shell.page, 'talk_key')).toHaveLength(2)
    press('keyup', 'grave', 'key', 'grave')
    const both = [{ down: true }, { down: false }]
    await expect.poll(() => heard(shell.page, 'talk_key')).toEqual([...both, ...both])
  },
)

test.skipIf(process.platform !== 'linux')(
  '[SK2] without a display the process that would look dies, and only that one',
  async () => {
    await using shell = await openedShell(browser, { hookEnv: { DISPLAY: '' } })
    const answer = await call(shell.page, 'talkKey.set', { code: 'Backquote' })
    expect(answer).toEqual({ state: 'refused', reason: TEXTS.talkKey.refused })
    expect(await call(shell.page, 'hosting.state')).toEqual({ kind: 'off' })
    expect(shell.logged).toEqual([])
  },
)

test('[SK3] the page hears of sleep before it, and of waking', async () => {
  await using shell = await openedShell(browser)
  for (const name of ['system_suspending', 'system_resumed']) await listen(shell.page, name)
  shell.electron.powerMonitor.emit('suspend')
  await expect.poll(() => heard(shell.page, 'system_suspending')).toEqual([{}])
  expect(await heard(shell.page, 'system_resumed')).toEqual([])
  shell.electron.powerMonitor.emit('resume')
  await expect.poll(() => heard(shell.page, 'system_resumed')).toEqual([{}])
})

test('[SK4] quitting ends a call at once: the page leaves it before the ways to the rooms end', async () => {
  await using room = await startRoom({ origins: ['http://stuffchat.localhost'] })
  const [ann, bob] = [await room.register('ann'), await room.register('bob')]
  const { id } = await ann.channel({ name: 'call', is_voice: true })
  await using watcher = await joined(bob, id)
  const shell = await openedShell(browser)
  const request = { addresses: [`127.0.0.1:${room.port}`], identity: null }
  const { base_url } = z.object({ base_url: z.string() }).parse(await call(shell.page, 'rooms.reach', request))
  await shell.page.evaluate(
    async ([url, token, channel_id]) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}&resume=`)
      await new Promise((open) => socket.addEventListener('open', open))
      socket.send(JSON.stringify({ type: 'join_call', channel_id }))
      const desktop = Reflect.get(globalThis, 'desktop')
      desktop.on('app_closing', () => socket.send(JSON.stringify({ type: 'leave_call', channel_id })))
    },
    [base_url, ann.auth.access_token, id] as const,
  )
  await watcher.next('voice_joined')
  const began = performance.now()
  shell.app.quit()
  await watcher.next('voice_left')
  expect(performance.now() - began).toBeLessThan(2_000)
  await expect.poll(() => shell.app.hasExited).toBe(true)
  await shell.close()
})

test('[SK5] a page that does not answer is not waited for', async () => {
  await using shell = await openedShell(browser)
  shell.electron.ipcMain.handlers.delete('stuffchat:app.left')
  const began = performance.now()
  shell.app.quit()
  await expect.poll(() => shell.app.hasExited, { timeout: 5_000 }).toBe(true)
  expect(performance.now() - began).toBeGreaterThan(400)
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('[SK6] where the system keeps keys to itself the page learns why, and nothing is started', async () => {
  const cases = [
    [{ env: { XDG_SESSION_TYPE: 'wayland' } }, TEXTS.talkKey.wayland],
    [{ platform: 'darwin', isTrusted: false }, TEXTS.talkKey.notTrusted],
  ] as const
  for (const [options, reason] of cases) {
    await using shell = await openedShell(browser, options)
    expect(await call(shell.page, 'talkKey.set', { code: 'Backquote' })).toEqual({ state: 'refused', reason })
    expect(shell.hooks).toEqual([])
  }
})
