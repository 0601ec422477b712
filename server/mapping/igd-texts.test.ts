import { expect, test } from 'vitest'
import { elementIn, servicesIn } from './igd-texts.ts'
import { placeIn } from './ssdp.ts'

const service = (type: string, control: string) =>
  `<service>\n<serviceType>urn:schemas-upnp-org:service:${type}</serviceType><serviceId>x</serviceId>\n<controlURL>${control}</controlURL></service>`
const place = new URL('http://192.168.1.1:5000/rootDesc.xml')
const found = (description: string) => servicesIn(description, place).map(({ type, control }) => [type, control.href])

test('the services that map ports, wherever they stand in the tree', () => {
  const text = `<root><device><serviceList>${service('Layer3Forwarding:1', '/l3f')}</serviceList><deviceList><device>
    <serviceList>${service('WANIPConnection:2', '/ctl?a=1&amp;b=2')}${service('WANPPPConnection:1', 'ppp')}</serviceList>
    </device></deviceList></device></root>`
  expect(found(text)).toEqual([
    ['urn:schemas-upnp-org:service:WANIPConnection:2', 'http://192.168.1.1:5000/ctl?a=1&b=2'],
    ['urn:schemas-upnp-org:service:WANPPPConnection:1', 'http://192.168.1.1:5000/ppp'],
  ])
  expect(found(`<root><URLBase>http://192.168.1.1:81/</URLBase>${service('WANIPConnection:1', 'c')}</root>`)).toEqual([
    ['urn:schemas-upnp-org:service:WANIPConnection:1', 'http://192.168.1.1:81/c'],
  ])
})

test('a service that would have us ask elsewhere is none', () => {
  expect(found(service('WANIPConnection:1', 'http://192.0.2.9/c'))).toEqual([])
  expect(found(service('WANIPConnection:1', '//192.0.2.9/c'))).toEqual([])
  expect(found(service('WANIPConnection:1', 'https://192.168.1.1/c'))).toEqual([])
  expect(found(`<URLBase>http://192.0.2.9/</URLBase>${service('WANIPConnection:1', 'c')}`)).toEqual([])
})

test('elements, whatever the namespace is called', () => {
  expect(elementIn('<m:NewExternalIPAddress xmlns="x">5.5.5.1</m:NewExternalIPAddress>', 'NewExternalIPAddress')).toBe(
    '5.5.5.1',
  )
  expect(elementIn('<errorCode> 718 </errorCode>', 'errorCode')).toBe('718')
  expect(elementIn('<errorCodes>1</errorCodes>', 'errorCode')).toBeNull()
  expect(elementIn('', 'errorCode')).toBeNull()
})

test('where the description lies: on the router, or nowhere', () => {
  const answer = (location: string) =>
    Buffer.from(`HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nLocation: ${location}\r\nST: x\r\n\r\n`)
  expect(placeIn(answer('http://192.168.1.1:5000/a.xml'), '192.168.1.1')?.href).toBe('http://192.168.1.1:5000/a.xml')
  for (const elsewhere of ['http://192.0.2.9/a.xml', 'https://192.168.1.1/', 'file:///etc/passwd', '', 'http://[::1]/'])
    expect(placeIn(answer(elsewhere), '192.168.1.1')).toBeNull()
  expect(placeIn(Buffer.from('NOTIFY * HTTP/1.1\r\nLocation: http://192.168.1.1/\r\n\r\n'), '192.168.1.1')).toBeNull()
  expect(placeIn(Buffer.alloc(5_000, 'a'), '192.168.1.1')).toBeNull()
})
