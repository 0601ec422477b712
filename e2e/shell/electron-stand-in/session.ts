import type { DisplayMediaSession } from '../../../main/screens.ts'
import type { PermissionSession } from '../../../main/permissions.ts'

type First<Handler extends (...args: never[]) => unknown> = Parameters<Handler>[0]

/** Electron's default session: its handlers, to be called as Chromium would. */
export class StandInSession implements PermissionSession, DisplayMediaSession {
  request: First<PermissionSession['setPermissionRequestHandler']> | null = null
  check: First<PermissionSession['setPermissionCheckHandler']> | null = null
  device: (() => boolean) | null = null
  displayMedia: First<DisplayMediaSession['setDisplayMediaRequestHandler']> | null = null
  spellChecker = true
  received: First<PermissionSession['webRequest']['onHeadersReceived']> | null = null
  readonly webRequest: PermissionSession['webRequest'] = {
    onHeadersReceived: (listener) => {
      this.received = listener
    },
  }

  setPermissionRequestHandler(handler: First<PermissionSession['setPermissionRequestHandler']>): void {
    this.request = handler
  }
  setPermissionCheckHandler(handler: First<PermissionSession['setPermissionCheckHandler']>): void {
    this.check = handler
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler
  }
  setDisplayMediaRequestHandler(handler: First<DisplayMediaSession['setDisplayMediaRequestHandler']>): void {
    this.displayMedia = handler
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled
  }
}
