/** The parts of Electron's `app` that a room without a window has to quieten. */
export type HeadlessApp = {
  disableHardwareAcceleration(): void
  commandLine: { appendSwitch(name: string, value?: string): void }
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown
}
type OwnProcess = {
  exit(code: number): never
  emit(signal: 'SIGTERM', name: 'SIGTERM'): boolean
  readonly stderr: { write(text: string): unknown }
}

/**
 * `--server-only`: the room's command line, inside Electron. It ends the process by itself; as long as it runs, the
 * entry waits for it, and Electron gets no further than Node's own loop (boot.ts). The two switches are for a system on
 * which it does all the same: it then opens no display either.
 */
export async function serve(deps: {
  app: HeadlessApp
  args: readonly string[]
  env: NodeJS.ProcessEnv
  load(): Promise<{ runCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> }>
  process: OwnProcess
}): Promise<void> {
  const { app, process } = deps
  app.disableHardwareAcceleration()
  app.commandLine.appendSwitch('ozone-platform', 'headless')
  // Chromium may take the signals for itself and make a quit of them: the room's own way of ending is a signal.
  app.on('before-quit', (event) => {
    event.preventDefault()
    process.emit('SIGTERM', 'SIGTERM')
  })
  try {
    const { runCommandLine } = await deps.load()
    await runCommandLine(deps.args, deps.env)
    process.exit(0)
  } catch (error) {
    process.stderr.write(`stuffchat: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
