import type { IpcMain } from '../../../main/ipc.ts'

type Listener = Parameters<IpcMain['handle']>[1]

/** Electron's `ipcMain`: what is handled here is called from the page, and by tests as from elsewhere. */
export class StandInIpc implements IpcMain {
  readonly handlers = new Map<string, Listener>()
  handle(channel: string, listener: Listener): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, listener)
  }
  /** As Electron would: without a handler there is an error. */
  async invoke(channel: string, frame: Parameters<Listener>[0]['senderFrame'], ...args: unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return handler({ senderFrame: frame }, ...args)
  }
}
