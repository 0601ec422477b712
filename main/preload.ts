import { contextBridge, ipcRenderer } from 'electron'
import type { Desktop, DesktopEvent, DesktopEventName } from '#protocol/bridge.ts'
import { callChannel, eventChannel } from './core/channels.ts'

/**
 * What our page sees as `window.desktop`. It runs in the sandbox, in a world of its own: the page gets these functions
 * and never `ipcRenderer`. Everything is parsed on the other side (main/ipc.ts).
 */
const call = async (group: string, method: string, argument?: unknown) => {
  const name = callChannel(group, method)
  const reply = await (argument === undefined ? ipcRenderer.invoke(name) : ipcRenderer.invoke(name, argument))
  if (reply.ok !== true) throw new Error(String(reply.sentence))
  // Parsed by the main process, where the schemas are: to carry them here as well would double them in every page.
  return reply.value
}

const desktop = {
  hosting: {
    start: (request) => call('hosting', 'start', request),
    stop: () => call('hosting', 'stop'),
    state: () => call('hosting', 'state'),
    restore: () => call('hosting', 'restore'),
    reveal: () => call('hosting', 'reveal'),
  },
  rooms: {
    list: () => call('rooms', 'list'),
    save: (room) => call('rooms', 'save', room),
    reach: (request) => call('rooms', 'reach', request),
    forget: (room) => call('rooms', 'forget', room),
  },
  nearby: { watch: (wish) => call('nearby', 'watch', wish) },
  tokens: {
    read: (room) => call('tokens', 'read', room),
    write: (tokens) => call('tokens', 'write', tokens),
    clear: (room) => call('tokens', 'clear', room),
    storage: () => call('tokens', 'storage'),
  },
  notifications: {
    show: (request) => call('notifications', 'show', request),
    close: (notification) => call('notifications', 'close', notification),
  },
  badge: { set: (badge) => call('badge', 'set', badge) },
  autostart: {
    get: () => call('autostart', 'get'),
    set: (change) => call('autostart', 'set', change),
  },
  screens: {
    list: () => call('screens', 'list'),
    choose: (choice) => call('screens', 'choose', choice),
  },
  shortcuts: { set: (shortcuts) => call('shortcuts', 'set', shortcuts) },
  talkKey: { set: (wish) => call('talkKey', 'set', wish) },
  links: {
    openExternal: (link) => call('links', 'openExternal', link),
    take: () => call('links', 'take'),
  },
  preferences: {
    get: () => call('preferences', 'get'),
    set: (patch) => call('preferences', 'set', patch),
  },
  app: { about: () => call('app', 'about'), left: () => call('app', 'left') },
  updates: {
    state: () => call('updates', 'state'),
    check: () => call('updates', 'check'),
    install: () => call('updates', 'install'),
  },
  on: <Name extends DesktopEventName>(name: Name, listener: (event: DesktopEvent<Name>) => void) => {
    const channel = eventChannel(name)
    // The page never gets Electron's event, which has the sender in it.
    const heard = (_event: unknown, event: DesktopEvent<Name>) => listener(event)
    ipcRenderer.on(channel, heard)
    return () => void ipcRenderer.off(channel, heard)
  },
} satisfies Desktop

contextBridge.exposeInMainWorld('desktop', desktop)
