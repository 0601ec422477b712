import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { askRoom } from '../tls/dial.ts'
import { hostOf } from './addresses.ts'
import type { Answer, Facts } from './facts.ts'

const CONNECT_MS = 2_000
const ASK_MS = 3_000
const NO_WAY: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'])

export type Probed = {
  answer: Answer
  /** Who answered, where somebody did. */
  name: string | null
  certificate: Facts['certificate']
}

/** Tries to reach a room as a friend's app does: connects, looks at the key, asks who is there. Never rejects. */
export async function probeRoom(address: string, identity: string | null, signal?: AbortSignal): Promise<Probed> {
  const nobody = (answer: Answer): Probed => ({ answer, name: null, certificate: null })
  const problem = await connectTo(partsOf(address), signal)
  if (problem !== null) return nobody(problem)
  const [asked, certificate] = await Promise.all([
    askRoom(address, { identity, timeoutMs: ASK_MS, signal }),
    certificateAt(address),
  ])
  if (!asked.ok) return { ...nobody(asked.kind === 'closed' ? 'silent' : asked.kind), certificate }
  return { answer: 'ok', name: asked.health.name, certificate }
}

/** From when and until when the certificate that is shown there is valid; null when none is shown in time. */
function certificateAt(address: string): Promise<Facts['certificate']> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...partsOf(address), rejectUnauthorized: false, timeout: ASK_MS })
    const done = (certificate: Facts['certificate']) => {
      socket.destroy()
      resolve(certificate)
    }
    socket.on('error', () => done(null))
    socket.once('timeout', () => done(null))
    socket.once('close', () => resolve(null))
    // Later it would be gone: a session keeps no certificate.
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()
      done(shown ? { validFrom: Date.parse(shown.validFrom), validTo: Date.parse(shown.validTo) } : null)
    })
  })
}

const partsOf = (address: string) => ({
  host: hostOf(address),
  port: Number(address.slice(address.lastIndexOf(':') + 1)),
})

function connectTo(where: { host: string; port: number }, signal: AbortSignal | undefined): Promise<Answer | null> {
  return new Promise((resolve) => {
    const socket = connect(where)
    const done = (answer: Answer | null) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(answer)
    }
    const onAbort = () => done('silent')
    const timer = setTimeout(onAbort, CONNECT_MS)
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => done(null))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') done('refused')
      else done(NO_WAY.has(error.code ?? '') ? 'no_way' : 'silent')
    })
  })
}
