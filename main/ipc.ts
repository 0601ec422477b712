import type { z } from 'zod'
import type { DesktopBridge } from '#protocol/bridge.ts'
import { callChannel } from './core/channels.ts'
import type { Reply } from './core/channels.ts'
import { CHANNELS, isTrustedSender, parseArguments } from './core/ipc.ts'
import type { SenderFrame } from './core/ipc.ts'
import { Failure } from './failure.ts'
import type { Log } from './failure.ts'
import { TEXTS } from './texts.ts'

export type IpcMain = {
  handle(
    channel: string,
    listener: (event: { readonly senderFrame: SenderFrame | null }, ...args: unknown[]) => Promise<Reply>,
  ): void
}

/**
 * Answers every call of the bridge: only our own page is heard, what it says is parsed, and so is what it is told. A
 * `Failure` crosses as its sentence, anything else is a bug: the log has it, the page hears that there was one.
 */
export function registerCalls(deps: { ipcMain: IpcMain; bridge: DesktopBridge; log: Log }): void {
  const { bridge, log } = deps

  const on = <Request, Response>(
    name: `${string}.${string}`,
    schemas: { readonly request: z.ZodType<Request>; readonly response: z.ZodType<Response> },
    answer: (request: Request) => Promise<Response>,
  ) => {
    const [group = '', method = ''] = name.split('.')
    deps.ipcMain.handle(callChannel(group, method), async ({ senderFrame }, ...args) => {
      if (!isTrustedSender(senderFrame)) {
        log(`A call to ${name} came from a page that is not ours, and was refused.`)
        return { ok: false, sentence: TEXTS.calls.stranger }
      }
      const parsed = parseArguments(schemas.request, args)
      if (!parsed.ok) return { ok: false, sentence: parsed.reason }
      try {
        return { ok: true, value: schemas.response.parse(await answer(parsed.value)) }
      } catch (error) {
        if (error instanceof Failure) return { ok: false, sentence: error.message }
        log(`${name} failed.`, error)
        return { ok: false, sentence: TEXTS.calls.bug }
      }
    })
  }

  const { hosting, rooms, tokens, notifications, screens, links, preferences, updates } = CHANNELS
  on('hosting.start', hosting.start, bridge.hosting.start)
  on('hosting.stop', hosting.stop, bridge.hosting.stop)
  on('hosting.state', hosting.state, bridge.hosting.state)
  on('hosting.restore', hosting.restore, bridge.hosting.restore)
  on('hosting.reveal', hosting.reveal, bridge.hosting.reveal)
  on('rooms.list', rooms.list, bridge.rooms.list)
  on('rooms.save', rooms.save, bridge.rooms.save)
  on('rooms.reach', rooms.reach, bridge.rooms.reach)
  on('rooms.forget', rooms.forget, bridge.rooms.forget)
  on('nearby.watch', CHANNELS.nearby.watch, bridge.nearby.watch)
  on('tokens.read', tokens.read, bridge.tokens.read)
  on('tokens.write', tokens.write, bridge.tokens.write)
  on('tokens.clear', tokens.clear, bridge.tokens.clear)
  on('tokens.storage', tokens.storage, bridge.tokens.storage)
  on('notifications.show', notifications.show, bridge.notifications.show)
  on('notifications.close', notifications.close, bridge.notifications.close)
  on('badge.set', CHANNELS.badge.set, bridge.badge.set)
  on('autostart.get', CHANNELS.autostart.get, bridge.autostart.get)
  on('autostart.set', CHANNELS.autostart.set, bridge.autostart.set)
  on('screens.list', screens.list, bridge.screens.list)
  on('screens.choose', screens.choose, bridge.screens.choose)
  on('shortcuts.set', CHANNELS.shortcuts.set, bridge.shortcuts.set)
  on('talkKey.set', CHANNELS.talkKey.set, bridge.talkKey.set)
  on('links.openExternal', links.openExternal, bridge.links.openExternal)
  on('links.take', links.take, bridge.links.take)
  on('preferences.get', preferences.get, bridge.preferences.get)
  on('preferences.set', preferences.set, bridge.preferences.set)
  on('app.about', CHANNELS.app.about, bridge.app.about)
  on('app.left', CHANNELS.app.left, bridge.app.left)
  on('updates.state', updates.state, bridge.updates.state)
  on('updates.check', updates.check, bridge.updates.check)
  on('updates.install', updates.install, bridge.updates.install)
}
