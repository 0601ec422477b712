import { type KeyObject, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../storage/durable.ts'
import { identityOf, readCertificate } from './identity.ts'
import { type CertificateNames, covers, namesOf } from './names.ts'
import type { Certificate } from './own-certificate.ts'

/** How often addresses and dates are looked at. */
const CHECK_MS = 60_000
/** Addresses of before that a new certificate goes on naming: a laptop that comes home needs no other one there. */
const MAX_IPS = 64

export type CertificateDeps = {
  dataDir: string
  /** The room's key; PEM. */
  tlsKey: string
  /** From `--tls-cert`: it is used as it is, and nothing is made or renewed. */
  own: Certificate | null
  roomName(): string
  names(): CertificateNames
  /** Unix milliseconds. */
  wallClock(): number
  onBug(what: string, error: unknown): void
}

/**
 * The certificate of a room, kept in `<dataDir>/secrets/tls.crt` so that a browser's exception for it lasts. The key in
 * it stays; the certificate is made anew when it lacks a name or an address that the machine has now, when a third of
 * its life is left, and when it is missing or not of this key.
 */
export async function openCertificate(deps: CertificateDeps) {
  if (deps.own !== null) {
    const { own } = deps
    return {
      identity: own.identity,
      current: () => own,
      onRenewed: () => undefined,
      check: unchanged,
      close: () => undefined,
    }
  }
  const path = join(deps.dataDir, 'secrets', 'tls.crt')
  const key = createPrivateKey(deps.tlsKey)
  const identity = identityOf(key)
  let cert = readIfThere(path)
  let listener: (certificate: Certificate) => void = () => undefined
  let running: Promise<boolean> | null = null

  const renew = async (): Promise<boolean> => {
    const names = deps.names()
    if (cert !== null && isGood(cert, key, names, deps.wallClock())) return false
    const { makeCertificate } = await import('./make-certificate.ts')
    const before = cert === null ? [] : namesOf(readCertificate(cert)?.subjectAltName).ips
    const ips = [...new Set([...names.ips, ...before])].slice(0, Math.max(MAX_IPS, names.ips.length))
    const made = await makeCertificate({ key, name: deps.roomName(), names: { ...names, ips }, now: deps.wallClock() })
    await writeDurably(path, `${made.trim()}\n`)
    cert = made
    return true
  }
  await renew()
  const current = (): Certificate => ({ key: deps.tlsKey, cert: cert ?? '', identity })
  /** Resolves to whether there is a new one. */
  const check = (): Promise<boolean> => {
    running ??= renew()
      .then((isNew) => {
        if (isNew) listener(current())
        return isNew
      })
      .finally(() => (running = null))
    return running
  }
  const timer = setInterval(() => {
    check().catch((error: unknown) => deps.onBug('renewing the certificate', error))
  }, CHECK_MS)
  timer.unref()

  return {
    identity,
    current,
    /** For the one that shows it. */
    onRenewed: (then: (certificate: Certificate) => void) => void (listener = then),
    check,
    close: () => clearInterval(timer),
  }
}

const unchanged = () => Promise.resolve(false)

function isGood(pem: string, key: KeyObject, names: CertificateNames, now: number): boolean {
  const certificate = readCertificate(pem)
  if (!certificate?.checkPrivateKey(key)) return false
  const from = certificate.validFromDate.getTime()
  const until = certificate.validToDate.getTime()
  return from <= now && now < until - (until - from) / 3 && covers(namesOf(certificate.subjectAltName), names)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
