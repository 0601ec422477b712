/** Switches of Chromium that a machine without a display, or a container, may need; they are not the room's. */
const CHROMIUM = new Set([
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--headless',
  '--ozone-platform',
  '--ozone-platform-hint',
  '--enable-logging',
])

/** The room's command line out of the app's: the same options as with plain Node. */
export const serverArguments = (args: readonly string[]): string[] =>
  args.filter((arg) => !CHROMIUM.has(arg.split('=', 1)[0] ?? ''))
