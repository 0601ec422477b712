/**
 * The built preload script with an `electron` around it that reaches the test's process through Playwright's bindings.
 * It shares the page's world: that Electron keeps the two apart is Electron's to prove.
 */
export const preloadScript = (code: string): string => `(() => {
  if (window !== window.top) return
  const listeners = new Map()
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value: Object.freeze(value) }),
    },
    ipcRenderer: {
      invoke: (channel, ...args) => window.__standInInvoke({ channel, args }),
      on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      off: (channel, listener) =>
        void listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
    },
  }
  window.__standInEvent = (channel, event) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, event)
  }
  // Chromium would open a page before anybody could say no: asked here, as Electron asks.
  window.open = (url = 'about:blank') => (void window.__standInOpen(String(url)), null)
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[target=_blank]') : null
    if (link === null) return
    event.preventDefault()
    void window.__standInOpen(link.href)
  }, true)
  const require = (name) => {
    if (name !== 'electron') throw new Error('The sandbox has no module ' + name)
    return electron
  }
  const module = { exports: {} }
  ;(function (require, module, exports) {
${code}
  })(require, module, module.exports)
})()`
