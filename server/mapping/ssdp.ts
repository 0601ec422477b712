import { createSocket } from 'node:dgram'
import type { Gateway } from './gateway.ts'

/** UPnP Device Architecture 2.0, section 1.3.2. */
const GROUP = '239.255.255.250'
const PORT = 1900
const WANTED = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
] as const
/** UDP loses some. */
const AGAIN_MS = [0, 300, 1_000] as const
const MAX_ANSWER_BYTES = 2_000

/**
 * Asks the network for its router's description; gives where that lies. Only the router itself is believed, and only a
 * place on the router: anybody may answer, and what follows would be a way to have this machine ask anywhere.
 */
export function findDescription({ router, own }: Gateway, signal: AbortSignal): Promise<URL> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    const timers: NodeJS.Timeout[] = []
    let isClosed = false
    const end = (settle: () => void) => {
      for (const timer of timers) clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (!isClosed) socket.close()
      isClosed = true
      settle()
    }
    const fail = (error: Error) => end(() => reject(error))
    const onAbort = () => fail(new Error('No router answers to UPnP.'))
    socket.on('error', fail)
    socket.on('message', (bytes, from) => {
      const place = from.address === router ? placeIn(bytes, router) : null
      if (place !== null) end(() => resolve(place))
    })
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    socket.bind({ address: own, exclusive: true }, () => {
      if (isClosed) return
      try {
        socket.setMulticastInterface(own)
        // It is the router next to us that is asked, nobody behind it.
        socket.setMulticastTTL(2)
      } catch (error) {
        return fail(error instanceof Error ? error : new Error(String(error)))
      }
      for (const ms of AGAIN_MS)
        timers.push(setTimeout(() => WANTED.forEach((target) => socket.send(searchFor(target), PORT, GROUP)), ms))
    })
  })
}

const searchFor = (target: string): string =>
  ['M-SEARCH * HTTP/1.1', `HOST: ${GROUP}:${PORT}`, 'MAN: "ssdp:discover"', 'MX: 1', `ST: ${target}`, '', ''].join(
    '\r\n',
  )

/** The description's address in an answer; null when it is no answer, or leads away from the router. */
export function placeIn(bytes: Buffer, router: string): URL | null {
  if (bytes.length > MAX_ANSWER_BYTES) return null
  const text = bytes.toString('latin1')
  if (!/^HTTP\/1\.\d 200\b/.test(text)) return null
  const place = URL.parse(/^location:[ \t]*(\S+)[ \t]*\r?$/im.exec(text)?.[1] ?? '')
  return place !== null && place.protocol === 'http:' && place.hostname === router ? place : null
}
