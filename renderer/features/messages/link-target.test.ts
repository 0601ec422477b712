import { expect, test } from 'vitest'
import { linkTarget, realHost } from './link-target.ts'

test('only the web and letters are links', () => {
  for (const href of ['https://example.org/a', 'http://192.168.1.2:22800/', 'mailto:a@example.org'])
    expect(linkTarget(href)?.href, href).toBeDefined()
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'stuffchat://join?v=1',
    '/files/x',
    '#a',
    '',
    undefined,
    'vbscript:x',
    'JaVaScRiPt:x',
    'blob:x',
  ])
    expect(linkTarget(href), href).toBeNull()
})
test('a text that names another host is found out', () => {
  const evil = new URL('https://evil.example/login')
  expect(realHost('https://bank.example/login', evil)).toBe('evil.example')
  expect(realHost('bank.example', evil)).toBe('evil.example')
  expect(realHost('click here', evil)).toBeNull()
  expect(realHost('www.evil.example/login', evil)).toBeNull()
})
