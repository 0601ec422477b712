import { mayAnswer, withoutCookies } from './core/navigation.ts'
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
      listener: (
        details: { readonly statusCode: number; readonly responseHeaders?: Record<string, string[]> | undefined },
        callback: (answer: { cancel?: boolean; responseHeaders?: Record<string, string[]> }) => void,
      ) => void,
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
  session.webRequest.onHeadersReceived(({ statusCode, responseHeaders = {} }, callback) => {
    const kept = withoutCookies(responseHeaders)
    callback({ cancel: !mayAnswer(statusCode), ...(kept === null ? {} : { responseHeaders: kept }) })
  })
  // It would fetch dictionaries from the internet.
  session.setSpellCheckerEnabled(false)
}
