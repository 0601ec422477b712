import type { About } from '#protocol/bridge.ts'

/** What runs here, for the settings page and for reports. */
export const about = (deps: {
  app: { getVersion(): string; readonly isPackaged: boolean }
  versions: { readonly electron?: string | undefined }
  platform: NodeJS.Platform
  arch: string
}): About => ({
  version: deps.app.getVersion(),
  electron: deps.versions.electron ?? 'none',
  platform: `${deps.platform} ${deps.arch}`,
  packaged: deps.app.isPackaged,
})
