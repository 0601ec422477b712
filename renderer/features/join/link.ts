/**
 * The invitation in an address of this app: a followed one is the address itself (`…/join/#v=1&…`, `…/join/CODE`); one
 * that the app opened stands whole behind the hash (app/place.ts).
 */
export function invitationIn(address: string): string {
  const inner = /^[a-z]+:\/\/[^/]+\/join\/?#(?<inner>.+)$/i.exec(address)?.groups?.['inner']
  if (inner === undefined) return address
  try {
    const link = decodeURIComponent(inner)
    return /^(?:stuffchat|https?):\/\//i.test(link) ? link : address
  } catch {
    // Percent signs that are no UTF-8: not ours, and the parser says what is wrong with it.
    return address
  }
}
