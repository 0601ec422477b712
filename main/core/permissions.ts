import { isOwnUrl } from './origin.ts'

/**
 * `never`; or for our own pages: from their main `frame`, or, where Chromium asks on behalf of the origin and names no
 * frame (notifications, network), for the `origin`.
 */
type Rule = 'never' | 'frame' | 'origin'

/**
 * Every permission that Electron 45 knows, by its name in `setPermissionCheckHandler` and
 * `setPermissionRequestHandler`. What is not in this table is refused as well.
 */
export const PERMISSIONS = {
  ar: 'never',
  'automatic-fullscreen': 'never',
  'background-fetch': 'never',
  'background-sync': 'never',
  'captured-surface-control': 'never',
  'clipboard-read': 'never',
  // The copy buttons: invitations, messages.
  'clipboard-sanitized-write': 'frame',
  'deprecated-sync-clipboard-read': 'never',
  // Sharing a screen; which one is asked by setDisplayMediaRequestHandler.
  'display-capture': 'frame',
  fileSystem: 'never',
  // A picture, video or screen made large.
  fullscreen: 'frame',
  geolocation: 'never',
  'geolocation-approximate': 'never',
  'hand-tracking': 'never',
  hid: 'never',
  'idle-detection': 'never',
  keyboardLock: 'never',
  'local-fonts': 'never',
  // Rooms are reached through this very machine (main/tunnels.ts), and calls go from one person's machine on the same
  // network to the other's. Chromium asks for these by three names.
  'local-network': 'origin',
  'local-network-access': 'origin',
  'loopback-network': 'origin',
  // Microphone and camera.
  media: 'frame',
  mediaKeySystem: 'never',
  midi: 'never',
  midiSysex: 'never',
  nfc: 'never',
  notifications: 'origin',
  // Links leave through externalUrl (navigation.ts) alone.
  openExternal: 'never',
  'payment-handler': 'never',
  'periodic-background-sync': 'never',
  'persistent-storage': 'never',
  pointerLock: 'never',
  'screen-wake-lock': 'never',
  sensors: 'never',
  serial: 'never',
  'smart-card': 'never',
  'speaker-selection': 'never',
  'storage-access': 'never',
  'system-wake-lock': 'never',
  'top-level-storage-access': 'never',
  unknown: 'never',
  usb: 'never',
  vr: 'never',
  'web-app-installation': 'never',
  'web-printing': 'never',
  'window-management': 'never',
} as const satisfies Record<string, Rule>

export type PermissionName = keyof typeof PERMISSIONS

/** The details of a request, as far as they matter here. */
export type PermissionRequest = {
  requestingUrl: string
  isMainFrame: boolean
  securityOrigin?: string | undefined
  mediaTypes?: readonly string[] | undefined
}
/** The details of a check. Notifications and checks for workers come without a frame. */
export type PermissionCheck = {
  isMainFrame: boolean
  requestingUrl?: string | undefined
  embeddingOrigin?: string | undefined
  securityOrigin?: string | undefined
  mediaType?: string | undefined
}

/** May the page have what it asks for? For `setPermissionRequestHandler`. */
export const mayRequest = (permission: string, details: PermissionRequest): boolean =>
  decide(permission, {
    origins: [details.requestingUrl, details.securityOrigin],
    isMainFrame: details.isMainFrame,
    mediaTypes: details.mediaTypes ?? [],
  })

/** Does the page have it already? For `setPermissionCheckHandler`, whose `requestingOrigin` stands apart. */
export const mayCheck = (permission: string, requestingOrigin: string, details: PermissionCheck): boolean =>
  decide(permission, {
    origins: [requestingOrigin, details.requestingUrl, details.embeddingOrigin, details.securityOrigin],
    isMainFrame: details.isMainFrame,
    mediaTypes: details.mediaType === undefined ? [] : [details.mediaType],
  })

/** USB, HID and serial devices: none, whoever asks. For `setDevicePermissionHandler`. */
export const mayUseDevice = (): boolean => false

type Asked = { origins: readonly (string | undefined)[]; isMainFrame: boolean; mediaTypes: readonly string[] }

/** Whoever is named, as frame, opener or embedder, must be us. */
function decide(permission: string, { origins, isMainFrame, mediaTypes }: Asked): boolean {
  const rule = ruleOf(permission)
  if (rule === 'never' || (rule === 'frame' && !isMainFrame)) return false
  return (
    origins.every((origin) => origin === undefined || isOwnUrl(origin)) &&
    mediaTypes.every((type) => type === 'audio' || type === 'video')
  )
}

const ruleOf = (permission: string): Rule => (isPermissionName(permission) ? PERMISSIONS[permission] : 'never')
const isPermissionName = (name: string): name is PermissionName => Object.hasOwn(PERMISSIONS, name)
