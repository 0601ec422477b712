import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOSTILE_URLS } from './hostile-urls.ts'
import { decideWindowOpen, externalUrl, mayAttachWebview, mayNavigate } from './navigation.ts'
import { isOwnUrl } from './origin.ts'

test('the table of hostile addresses is a table of different ones', () => {
  expect(new Set(HOSTILE_URLS).size).toBe(HOSTILE_URLS.length)
  expect(HOSTILE_URLS.length).toBeGreaterThanOrEqual(40)
})

describe.each(HOSTILE_URLS.map((url) => [url.slice(0, 80), url] as const))('hostile %j', (_, url) => {
  test('is neither navigated to, nor opened, nor handed out', () => {
    expect(mayNavigate({ url, isMainFrame: true })).toBe(false)
    expect(decideWindowOpen(url)).toEqual({ action: 'deny', external: null })
    expect(externalUrl(url)).toBeNull()
  })
})

test.each([
  'app://stuffchat',
  'app://stuffchat/',
  'app://stuffchat/index.html',
  'app://stuffchat/room/x?y=1#z',
  'app://stuffchat?x',
  'app://stuffchat#x',
])('our own %s may be shown, in the main frame only', (url) => {
  expect(mayNavigate({ url, isMainFrame: true })).toBe(true)
  expect(mayNavigate({ url, isMainFrame: false })).toBe(false)
  expect(decideWindowOpen(url)).toEqual({ action: 'deny', external: null })
})

test('a web address is never navigated to, and there are no webviews', () => {
  expect(mayNavigate({ url: 'https://example.org/', isMainFrame: true })).toBe(false)
  expect(mayAttachWebview()).toBe(false)
})

test.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTPS://EXAMPLE.ORG/Path?q=%20#f', 'https://example.org/Path?q=%20#f'],
  ['http://192.168.1.24:22800/join/#v=1', 'http://192.168.1.24:22800/join/#v=1'],
  ['http://[FD12:0::24]:22800/', 'http://[fd12::24]:22800/'],
  ['https://example.org:443/a/../b', 'https://example.org/b'],
  ['https://b\u00FCcher.example/', 'https://xn--bcher-kva.example/'],
  // Cyrillic letters that look like Latin ones are opened, and shown, as what they are.
  ['https://\u0430\u0440\u0440le.example/', 'https://xn--le-6kc8da.example/'],
  ['https://good.example\u3002evil.example/', 'https://good.example.evil.example/'],
  ['https://example.org/?next=javascript:alert(1)', 'https://example.org/?next=javascript:alert(1)'],
  ['https://example.org/@user', 'https://example.org/@user'],
  ['https://example.org?mail=a@b', 'https://example.org/?mail=a@b'],
])('%s goes out as %s', (raw, href) => {
  const out = externalUrl(raw)
  expect(out).toBe(href)
  expect(decideWindowOpen(raw)).toEqual({ action: 'deny', external: href })
})

test('whatever goes out is http(s), ASCII, without credentials, and stays as it is', () => {
  const text = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom(...HOSTILE_URLS), fc.string({ unit: 'grapheme' })).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }).map((rest) => `https://${rest}`),
  )
  fc.assert(
    fc.property(text, (raw) => {
      const out = externalUrl(raw)
      if (out === null) return
      expect(out).toMatch(/^https?:\/\/[!-~]+$/)
      const url = new URL(out)
      expect([url.username, url.password]).toEqual(['', ''])
      expect(externalUrl(out)).toBe(out)
    }),
  )
}, 60_000)

test('whatever counts as ours has our host', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (rest) => {
      const url = `app://stuffchat${rest}`
      if (!isOwnUrl(url)) return
      const parsed = new URL(url)
      expect([parsed.protocol, parsed.host, parsed.username]).toEqual(['app:', 'stuffchat', ''])
    }),
  )
})
