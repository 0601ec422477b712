import {
  type KeyObject,
  X509Certificate,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
} from 'node:crypto'

/**
 * A room's identity: SHA-256 of its public key's SPKI (RFC 5280, section 4.1) in DER, base64url without padding. It is
 * the key that counts: names, addresses and dates of the certificate around it may change.
 */
export function identityOf(key: KeyObject): string {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64url')
}

/** A new key of a room: ECDSA on P-256, which every TLS client knows. PKCS#8, PEM. */
export function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
}

/** The private key in a PEM text, or null when there is none in it. */
export function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    // OpenSSL's reasons ("unsupported", "bad decrypt") tell nobody what to do: the caller names the file.
    return null
  }
}

/** The first certificate in a PEM text, or null when there is none in it. */
export function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    // As above.
    return null
  }
}
