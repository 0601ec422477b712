import type { KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { identityOf, readCertificate, readKey } from './identity.ts'

/** What a room shows on TLS: PEM, the certificate's issuers may follow it. */
export type Certificate = { key: string; cert: string; identity: string }

/** The certificate of one's own that `--tls-cert` and `--tls-key` name; null without. Throws a sentence. */
export function readOwnCertificate(
  { tlsCert, tlsKey }: { tlsCert?: string | undefined; tlsKey?: string | undefined },
  /** Unix milliseconds. */
  now: number,
): Certificate | null {
  if (tlsCert === undefined && tlsKey === undefined) return null
  if (tlsCert === undefined || tlsKey === undefined) {
    const [there, missing] = tlsCert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key']
    throw new Error(`${there} needs ${missing} beside it. Name both files, or neither.`)
  }
  const cert = read(tlsCert)
  const key = read(tlsKey)
  const certificate = readCertificate(cert)
  if (!certificate)
    throw new Error(`There is no certificate in ${tlsCert}. It must be PEM (-----BEGIN CERTIFICATE-----).`)
  const keyObject = readKey(key)
  if (!keyObject) throw new Error(`There is no private key in ${tlsKey}. It must be PEM, without a passphrase.`)
  demandFit(certificate, keyObject, { tlsCert, tlsKey, now })
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new Error(`The certificate in ${tlsCert} cannot be used (${messageOf(error)}). Choose another.`, {
      cause: error,
    })
  }
  return { key, cert, identity: identityOf(keyObject) }
}

function demandFit(
  certificate: X509Certificate,
  key: KeyObject,
  { tlsCert, tlsKey, now }: { tlsCert: string; tlsKey: string; now: number },
): void {
  if (!certificate.checkPrivateKey(key))
    throw new Error(`The key in ${tlsKey} does not belong to the certificate in ${tlsCert}.`)
  if (certificate.validToDate.getTime() <= now)
    throw new Error(`The certificate in ${tlsCert} expired on ${dayOf(certificate.validToDate)}. Please renew it.`)
  if (certificate.validFromDate.getTime() > now)
    throw new Error(
      `The certificate in ${tlsCert} is valid from ${dayOf(certificate.validFromDate)} only. Is this machine's clock right?`,
    )
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`The file ${path} cannot be read (${messageOf(error)}).`, { cause: error })
  }
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
