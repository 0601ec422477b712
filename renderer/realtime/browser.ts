/** The socket as RoomSocket needs it; `closed` is called once, whoever closed it. */
export type Link = { send(text: string): void; close(code: number, reason: string): void }
export type LinkEvents = { message(data: unknown): void; closed(code: number): void }
export type OpenLink = (url: string, events: LinkEvents) => Link

export const openWebSocket: OpenLink = (url, events) => {
  const socket = new WebSocket(url)
  socket.addEventListener('message', (event: MessageEvent<unknown>) => events.message(event.data))
  // An `error` is always followed by a `close`.
  socket.addEventListener('close', (event) => events.closed(event.code))
  return { send: (text) => socket.send(text), close: (code, reason) => socket.close(code, reason) }
}

/** Tells when the network or the person came back, so that one need not wait for a timer. */
export type Wake = (listener: () => void) => () => void

export const browserWake =
  (target: Window): Wake =>
  (listener) => {
    const seen = () => {
      if (target.document.visibilityState === 'visible') listener()
    }
    target.addEventListener('online', listener)
    target.addEventListener('pageshow', listener)
    target.document.addEventListener('visibilitychange', seen)
    return () => {
      target.removeEventListener('online', listener)
      target.removeEventListener('pageshow', listener)
      target.document.removeEventListener('visibilitychange', seen)
    }
  }
