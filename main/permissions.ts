import { mayCheck, mayRequest, mayUseDevice } from './core/permissions.ts'
import type { PermissionCheck, PermissionRequest } from './core/permissions.ts'

/** The handlers of Electron's `session` that grant things. */
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
}

/** Both handlers: a permission that is only refused when asked for may still be there when it is checked. */
export function guardSession(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(mayRequest(permission, details)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin, details) => mayCheck(permission, origin, details))
  session.setDevicePermissionHandler(mayUseDevice)
  // It would fetch dictionaries from the internet.
  session.setSpellCheckerEnabled(false)
}
