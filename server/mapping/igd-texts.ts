/** What an Internet Gateway Device says of itself and answers: XML of which a few elements matter here. */

export type IgdService = { type: string; control: URL }

/** WANIPConnection is how most routers go out, WANPPPConnection those that dial in; version 2 came with IGD:2. */
const WANTED = /^urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:[12]$/

/** The services of a description that map ports, as far as they lie on the same machine. */
export function servicesIn(description: string, place: URL): IgdService[] {
  const base = URL.parse(elementIn(description, 'URLBase') ?? '', place.href) ?? place
  return [...description.matchAll(/<service>([\s\S]*?)<\/service>/g)].flatMap(([, service = '']) => {
    const type = elementIn(service, 'serviceType') ?? ''
    const control = URL.parse(elementIn(service, 'controlURL') ?? '', base.href)
    const isHere = control?.protocol === 'http:' && control.hostname === place.hostname
    return WANTED.test(type) && control !== null && isHere ? [{ type, control }] : []
  })
}

/** The text of the first element of that name, whatever its namespace is called; null when there is none. */
export function elementIn(xml: string, name: string): string | null {
  const text = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([^<]*)</`).exec(xml)?.[1]
  return text === undefined ? null : unescaped(text.trim())
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescaped = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')

/** A call of an action (UPnP Device Architecture, section 3.1.1). Values are our own numbers, addresses and words. */
export const soapCall = (type: string, action: string, values: Readonly<Record<string, string | number>>): string =>
  [
    '<?xml version="1.0"?>',
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">',
    `<s:Body><u:${action} xmlns:u="${type}">`,
    ...Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`),
    `</u:${action}></s:Body></s:Envelope>`,
  ].join('\r\n')
