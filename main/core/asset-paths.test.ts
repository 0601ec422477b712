import { resolve, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGE_CSP, assetPath, findAsset } from './asset-paths.ts'

test.each([
  ['app://stuffchat', 'index.html'],
  ['app://stuffchat/', 'index.html'],
  ['app://stuffchat/?v=1#x', 'index.html'],
  ['app://stuffchat/index.html', 'index.html'],
  ['app://stuffchat/index.html?x=../../y', 'index.html'],
  ['app://stuffchat/assets/index-Bx_3.js', 'assets/index-Bx_3.js'],
  ['app://stuffchat/assets/a.b.css#/../x', 'assets/a.b.css'],
  ['app://stuffchat/room/0f8fad5b/find', 'index.html'],
  ['app://stuffchat/room/', 'index.html'],
  ['app://stuffchat/find/h%C3%A9', 'index.html'],
  ['app://stuffchat/v1.2/', 'index.html'],
])('%s is %s', (url, path) => {
  expect(assetPath(url)).toBe(path)
})

test.each([
  'app://evil/index.html',
  'app://stuffchat.evil/index.html',
  'app://stuffchat@evil/index.html',
  'file:///index.html',
  'https://stuffchat/index.html',
  'app://stuffchat/../index.html',
  'app://stuffchat/..',
  'app://stuffchat/.',
  'app://stuffchat/a/../../etc/passwd',
  'app://stuffchat/assets/../../secrets/token.json',
  'app://stuffchat/%2e%2e/%2e%2e/etc/passwd',
  'app://stuffchat/%2E%2E/x.js',
  'app://stuffchat/.%2e/x',
  'app://stuffchat/%252e%252e/etc',
  'app://stuffchat/..%2f..%2fetc%2fpasswd',
  'app://stuffchat/..%5c..%5cx',
  'app://stuffchat/a%2fb',
  'app://stuffchat/..\\..\\x.js',
  'app://stuffchat/assets\\x.js',
  'app://stuffchat/x.js%00.png',
  'app://stuffchat/x%00',
  'app://stuffchat/x%0a',
  'app://stuffchat/%',
  'app://stuffchat/%ff',
  'app://stuffchat/%c0%ae%c0%ae/x',
  'app://stuffchat/C:/Windows/win.ini',
  'app://stuffchat/C:',
  'app://stuffchat/c%3a/x',
  'app://stuffchat//etc/passwd',
  'app://stuffchat///',
  'app://stuffchat//server/share/x.js',
  'app://stuffchat/index.html::$DATA',
  'app://stuffchat/index.html.',
  'app://stuffchat/index.html%20',
  'app://stuffchat/.env',
  'app://stuffchat/.git/config.json',
  'app://stuffchat/assets/.hidden.js',
  'app://stuffchat/con.js',
  'app://stuffchat/AUX.html',
  'app://stuffchat/lpt1.txt',
  'app://stuffchat/nul.a.js',
  'app://stuffchat/preload.cjs',
  'app://stuffchat/main.node',
  'app://stuffchat/x.exe',
  'app://stuffchat/x.__proto__',
  'app://stuffchat/x.constructor',
  'app://stuffchat/%69ndex.html',
  'app://stuffchat/~/x.js',
  `app://stuffchat/${'a/'.repeat(20)}x.js`,
  `app://stuffchat/${'a'.repeat(200)}.js`,
  'app://stuffchat/\u202Ex.js',
])('%.80s is nothing', (url) => {
  expect(assetPath(url)).toBeNull()
})

test('whatever a path is made of, it stays inside the bundle', () => {
  const piece = fc.constantFrom(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '%5c',
    '%00',
    '\\',
    ':',
    'a',
    'C:',
    '.js',
    'x.js',
    '?',
    '#',
  )
  const root = resolve('bundle')
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 }), (pieces) => {
      const path = assetPath(`app://stuffchat/${pieces.join('')}`)
      if (path === null) return
      expect(path).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/)
      expect(resolve(root, path).startsWith(root + sep)).toBe(true)
      expect(assetPath(`app://stuffchat/${path}`)).toBe(path)
    }),
    { numRuns: 1_000 },
  )
})

test('only listed files are found, with their type and the policy', () => {
  const files = new Set(['index.html', 'assets/x.js', 'secret.node'])
  const asset = findAsset('app://stuffchat/assets/x.js', files)
  expect(asset).toMatchObject({
    path: 'assets/x.js',
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
  expect(findAsset('app://stuffchat/any/place', files)?.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(findAsset('app://stuffchat/any/place', files)?.headers['content-security-policy']).toBe(PAGE_CSP)
  expect(findAsset('app://stuffchat/assets/y.js', files)).toBeNull()
  expect(findAsset('app://stuffchat/secret.node', files)).toBeNull()
  expect(findAsset('app://stuffchat/', new Set())).toBeNull()
})

test('the policy begins with nothing and gives no room a script', () => {
  expect(PAGE_CSP).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /)
  expect(PAGE_CSP).toContain("connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:*;")
  for (const directive of ['object-src', 'base-uri', 'frame-src', 'form-action', 'frame-ancestors']) {
    expect(PAGE_CSP).toContain(`${directive} 'none'`)
  }
  // Of other machines there is none that the page could ask by itself. Compiling WebAssembly is no eval of text.
  expect(PAGE_CSP.replace("'wasm-unsafe-eval'", '').replaceAll(/(?:http|ws):\/\/127\.0\.0\.1:\*/g, '')).not.toMatch(
    /unsafe|\*|https?:|wss?:|script-src[^;]*(data|blob)/,
  )
})
