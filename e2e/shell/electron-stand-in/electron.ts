import type { BrowserContext } from '@playwright/test'
import { StandInApp } from './app.ts'
import { createDesktop } from './desktop.ts'
import { StandInIpc } from './ipc.ts'
import { StandInProtocol } from './protocol.ts'
import { StandInSession } from './session.ts'
import { createWindowClass } from './window.ts'

/**
 * A stand-in for the `electron` module: its windows are pages of Chromium, the rest is recorded. What passes with it has
 * not been tested in Electron (e2e/electron does that).
 */
export function createElectron(options: { context: BrowserContext; userData: string; isPackaged: boolean }) {
  const app = new StandInApp(options)
  const ipcMain = new StandInIpc()
  const protocol = new StandInProtocol((call) => app.calls.push(call))
  const session = { defaultSession: new StandInSession() }
  const { told, parts } = createDesktop()
  const BrowserWindow = createWindowClass({ context: options.context, app, ipc: ipcMain, protocol })
  return { electron: { app, ipcMain, protocol, session, BrowserWindow, ...parts }, told }
}
export type StandIn = ReturnType<typeof createElectron>
