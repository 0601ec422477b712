import type { Socket } from 'node:dgram'
import { BEACON_GROUP, BEACON_PORT } from '#protocol/discovery.ts'
import { isOnLink } from './addresses.ts'
import type { Link } from './interfaces.ts'
import { type CreateSocket, closeSocket } from './udp.ts'

/** The beacon is for this network, not for the next one. */
const TTL = 1

export type Sender = { address: string; port: number }
export type BeaconNet = {
  /** Where it speaks and listens from now on. */
  update(links: readonly Link[]): void
  /** To everybody, on every link. */
  send(text: string): void
  /** To one, on the link that they are on. */
  reply(text: string, to: Sender): void
  /** Does not listen to the group until the next `send`; replies still come. */
  pause(): void
  /** Resolves when all that was sent is out and nothing is left. */
  close(): Promise<void>
}

/**
 * The sockets of the beacon: one that listens to the group, and one for each address of this machine to speak from,
 * which also hears the replies. Each fails by itself and is opened anew at the next `send`.
 */
export function openBeacon(deps: {
  createSocket: CreateSocket
  onPacket: (message: Buffer, from: Sender) => void
  onError: (error: unknown) => void
}): BeaconNet {
  const { createSocket, onPacket, onError } = deps
  let links: readonly Link[] = []
  let listener: Socket | null = null
  let listening = false
  const senders = new Map<string, Socket>()
  let closed: Promise<void> | undefined

  const listen = () => {
    const socket = createSocket()
    const lost = (error: unknown) => {
      onError(error)
      if (listener !== socket) return
      listener = null
      listening = false
      void closeSocket(socket)
    }
    socket.on('message', onPacket)
    socket.on('error', lost)
    socket.bind(BEACON_PORT, '0.0.0.0', () => {
      if (listener !== socket) return
      listening = true
      join()
    })
    listener = socket
  }
  /**
   * Again at every send: an interface that went and came back within a second looks the same, and its membership is gone.
   */
  const join = () => {
    if (!listener || !listening) return
    for (const { addresses } of links) {
      try {
        listener.addMembership(BEACON_GROUP, addresses[0])
      } catch (error) {
        if (!hasCode(error, 'EADDRINUSE')) onError(error)
      }
    }
  }
  const speakFrom = (address: string) => {
    const socket = createSocket()
    socket.on('message', onPacket)
    const lost = (error: unknown) => {
      onError(error)
      if (senders.get(address) === socket) senders.delete(address)
      void closeSocket(socket)
    }
    socket.on('error', lost)
    socket.bind({ address, port: 0, exclusive: true }, () => {
      try {
        socket.setMulticastInterface(address)
        socket.setMulticastTTL(TTL)
        socket.setMulticastLoopback(true)
      } catch (error) {
        // The address has gone meanwhile.
        lost(error)
      }
    })
    senders.set(address, socket)
    return socket
  }
  const ready = () => {
    if (closed) return
    const wanted = new Set(links.flatMap(({ addresses }) => addresses))
    for (const [address, socket] of senders) {
      if (wanted.has(address)) continue
      senders.delete(address)
      void closeSocket(socket)
    }
    if (wanted.size === 0) return
    if (!listener) listen()
    join()
    for (const address of wanted) if (!senders.has(address)) speakFrom(address)
  }
  const sendBy = (socket: Socket, text: string, { address, port }: Sender) => {
    try {
      socket.send(text, port, address, (error) => {
        if (error) onError(error)
      })
    } catch (error) {
      onError(error)
    }
  }

  return {
    update(now) {
      links = now
      ready()
    },
    send(text) {
      ready()
      for (const socket of senders.values()) sendBy(socket, text, { address: BEACON_GROUP, port: BEACON_PORT })
    },
    reply(text, to) {
      const link = links.find((one) => isOnLink(to.address, one))
      const socket = senders.get(link?.addresses[0] ?? '') ?? senders.values().next().value
      if (socket && !closed) sendBy(socket, text, to)
    },
    pause() {
      const socket = listener
      listener = null
      listening = false
      if (socket) void closeSocket(socket)
    },
    close() {
      closed ??= (async () => {
        const sockets = [...senders.values(), ...(listener ? [listener] : [])]
        senders.clear()
        listener = null
        for (const socket of sockets) socket.removeListener('message', onPacket)
        await Promise.all(sockets.map(closeSocket))
      })()
      return closed
    },
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
