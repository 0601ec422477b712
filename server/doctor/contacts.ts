/** Somebody connected: from where, to which of our addresses, and when (Unix milliseconds). */
export type Contact = { from: string; to: string; at: number }

/** The oldest goes when one more comes. */
const MAX = 512

/**
 * Who has connected to the room's port: the one proof that firewalls let people in. In memory only, and gone with the
 * room. Apps that look around connect by themselves, so that a room which was seen anywhere was asked for.
 */
export function createContacts(wallClock: () => number) {
  const seen = new Map<string, Contact>()
  return {
    came({ remoteAddress, localAddress }: { remoteAddress?: string | undefined; localAddress?: string | undefined }) {
      if (remoteAddress === undefined || localAddress === undefined) return
      const contact = { from: plain(remoteAddress), to: plain(localAddress), at: wallClock() }
      const key = `${contact.from} ${contact.to}`
      // Re-inserted, so that the map's order is that of the last contact.
      seen.delete(key)
      seen.set(key, contact)
      const [oldest] = seen.keys()
      if (seen.size > MAX && oldest !== undefined) seen.delete(oldest)
    },
    all: (): Contact[] => [...seen.values()],
  }
}
export type Contacts = ReturnType<typeof createContacts>

/** Without a zone, and an IPv4 address that came by an IPv6 socket as what it is. */
const plain = (address: string): string => (address.split('%', 1)[0] ?? address).replace(/^::ffff:(?=\d+\.)/i, '')
