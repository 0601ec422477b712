import { mayAnswer } from './core/navigation.ts'
import { mayCheck, mayRequest, mayUseDevice } from './core/permissions.ts'
import type { PermissionCheck, PermissionRequest } from './core/permissions.ts'

/** The handlers of Electron's `session` that grant things, and those that see what comes from the network. */
export type PermissionSession = {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      callback: (granted: boolean) => void,
      details: PermissionRequest,
    ) => void,
  ): void
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, origin: string, details: PermissionCheck) => boolean,
  ): void
  setDevicePermissionHandler(handler: () => boolean): void
  setSpellCheckerEnabled(enabled: boolean): void
  readonly webRequest: {
    onHeadersReceived(
      listener: (details: { readonly statusCode: number }, callback: (answer: { cancel?: boolean }) => void) => void,
    ): void
  }
}

/** Both handlers: a permission that is only refused when asked for may still be there when it is checked. */
export function guardSession(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(mayRequest(permission, details)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin, details) => mayCheck(permission, origin, details))
  session.setDevicePermissionHandler(mayUseDevice)
  session.webRequest.onHeadersReceived(({ statusCode }, callback) => callback({ cancel: !mayAnswer(statusCode) }))
  // It would fetch dictionaries from the internet.
  session.setSpellCheckerEnabled(false)
}
