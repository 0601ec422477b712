import { EventEmitter } from 'node:events'
import { registerHooks } from 'node:module'

/**
 * Loaded before the built entry with `node --import`: an `electron` that knows the calls of a room without a window, and
 * says which were made. Anything else that the entry asked of it would not be there.
 */
const source = `
  const { app, protocol } = globalThis.standInElectron
  const dialog = {}, shell = {}
  export { app, protocol, dialog, shell }`
const url = 'stand-in:electron'

const say = (what: string) => process.stderr.write(`${what}\n`)
const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  disableHardwareAcceleration: () => say('disableHardwareAcceleration'),
  commandLine: { appendSwitch: (name: string, value: string) => say(`appendSwitch ${name}=${value}`) },
  requestSingleInstanceLock: () => say('requestSingleInstanceLock'),
  whenReady: () => say('whenReady'),
})
// As Chromium would, when it has the signals.
process.on('SIGUSR2', () => void app.emit('before-quit', { preventDefault: () => say('prevented') }))
Reflect.set(globalThis, 'standInElectron', {
  app,
  protocol: { registerSchemesAsPrivileged: () => say('registerSchemesAsPrivileged') },
})

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
  load: (loaded, context, next) =>
    loaded === url ? { format: 'module', source, shortCircuit: true } : next(loaded, context),
})
