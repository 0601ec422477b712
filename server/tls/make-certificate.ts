// It must come before the library, which asks for it when it is loaded.
import 'reflect-metadata'
import { type KeyObject, createPublicKey, randomBytes } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { CertificateNames } from './names.ts'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 24 * 3600 * 1000
/** Browsers refuse certificates that live longer than 398 days. */
const LIFE_DAYS = 397
/** RFC 5280, appendix A.1: `ub-common-name`. */
const MAX_COMMON_NAME = 64

/**
 * A self-signed certificate around a room's key (ECDSA on P-256), as PEM. It is valid from a day before `now`: clocks of
 * guests go wrong. Loading this file takes a while; import it when a certificate must be made.
 */
export async function makeCertificate(of: {
  key: KeyObject
  /** The room's name, for whoever looks at the certificate. */
  name: string
  names: CertificateNames
  /** Unix milliseconds. */
  now: number
}): Promise<string> {
  const { subtle } = crypto
  const pkcs8 = of.key.export({ type: 'pkcs8', format: 'der' })
  const spki = createPublicKey(of.key).export({ type: 'spki', format: 'der' })
  const keys = {
    privateKey: await subtle.importKey('pkcs8', pkcs8, ECDSA, false, ['sign']),
    publicKey: await subtle.importKey('spki', spki, ECDSA, true, ['verify']),
  }
  const notBefore = of.now - DAY_MS
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      // As an object: a plain text would be read for quotes, and for hexadecimal when it begins with `#`.
      name: new Name([{ CN: [{ utf8String: [...of.name].slice(0, MAX_COMMON_NAME).join('') }] }]),
      notBefore: new Date(notBefore),
      notAfter: new Date(notBefore + LIFE_DAYS * DAY_MS),
      signingAlgorithm: ECDSA,
      keys,
      extensions: [
        // A server's, and nobody's authority: whoever trusts it trusts this room and no other name.
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          ...of.names.dns.map((value) => ({ type: 'dns' as const, value })),
          ...of.names.ips.map((value) => ({ type: 'ip' as const, value })),
        ]),
      ],
    },
    crypto,
  )
  return certificate.toString('pem')
}

/** Positive, and never the same twice for one key: browsers refuse that (RFC 5280, section 4.1.2.2). Hexadecimal. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
