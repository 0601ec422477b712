import type { Shortcut, ShortcutAction } from '#protocol/bridge.ts'
import type { Emit } from './page.ts'

export type GlobalShortcut = { register(accelerator: string, callback: () => void): boolean; unregisterAll(): void }
type Result = { action: ShortcutAction; registered: boolean }

/** Keys that work while another program is in front: all of them, instead of those before. */
export function createShortcuts(deps: { globalShortcut: GlobalShortcut; emit: Emit; toggleWindow(): void }) {
  const press = (action: ShortcutAction) => {
    if (action === 'show_window') deps.toggleWindow()
    deps.emit('shortcut_pressed', { action })
  }
  return {
    set(shortcuts: readonly Shortcut[]): Result[] {
      deps.globalShortcut.unregisterAll()
      return shortcuts.map(({ action, accelerator }) => ({
        action,
        registered: registers(deps.globalShortcut, accelerator, () => press(action)),
      }))
    },
    close: () => deps.globalShortcut.unregisterAll(),
  }
}

/** False when another program has it, and when it is no accelerator, which Electron throws at. */
function registers(globalShortcut: GlobalShortcut, accelerator: string, callback: () => void): boolean {
  try {
    return globalShortcut.register(accelerator, callback)
  } catch {
    return false
  }
}
