import type { DesktopEvent, DesktopEventName } from '#protocol/bridge.ts'
import { eventChannel } from './core/channels.ts'
import { eventOf } from './core/ipc.ts'

/** The page in our window, as far as it is told things. */
export type Page = { send(channel: string, event: unknown): void }
export type Emit = <Name extends DesktopEventName>(name: Name, event: DesktopEvent<Name>) => void

/** Tells the page of the window that is there now; without one, nobody: what lasts can be asked for later. */
export const createEmit =
  (page: () => Page | null): Emit =>
  (name, event) =>
    page()?.send(eventChannel(name), eventOf(name, event))
