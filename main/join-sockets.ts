import type { Socket } from 'node:net'

/**
 * Carries what either says to the other: at the pace of whoever reads, an end of one direction as such, and a broken
 * connection as a broken one, for an answer that ends by the connection's end must not look whole.
 */
export function joinSockets(local: Socket, remote: Socket): void {
  // Else Node would end the other direction as well.
  remote.allowHalfOpen = true
  local.pipe(remote)
  remote.pipe(local)
  // A TLS socket has no reset: it goes without a last word, which over TLS is no proper end.
  local.once('close', () => end(local, remote, () => remote.destroy()))
  remote.once('close', () => end(remote, local, () => local.resetAndDestroy()))
  // Either may have gone before this.
  if (remote.destroyed && !local.destroyed) local.resetAndDestroy()
  if (local.destroyed && !remote.destroyed) remote.destroy()
}

/** It said all it had to say, which is still on its way to the other; or it broke off. */
function end(from: Socket, to: Socket, breakOff: () => void): void {
  if (to.destroyed) return
  if (from.readableEnded && from.errored === null) to.destroySoon()
  else breakOff()
}
