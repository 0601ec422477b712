import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

const PAGE = '<!doctype html><title>Stuffchat</title><script type="module" src="/assets/index-Bx_3.js"></script>'
const SCRIPT = `console.log(${JSON.stringify('hello '.repeat(400))})`
const EMOJI = JSON.stringify([{ hexcode: '1F600', label: 'grinning face' }])
const HOSTILE = '<script>alert(1)</script>'

/** A little bundle, as the build lays one out, with things in it that must not be served. */
async function makeBundle(folder: string): Promise<void> {
  const files: Record<string, string | Buffer> = {
    'index.html': PAGE,
    'index.html.br': brotliCompressSync(PAGE),
    'index.html.gz': gzipSync(PAGE),
    'assets/index-Bx_3.js': SCRIPT,
    'assets/index-Bx_3.js.br': brotliCompressSync(SCRIPT),
    'assets/index-Bx_3.js.gz': gzipSync(SCRIPT),
    'assets/only-gzip.css': 'body{}',
    'assets/only-gzip.css.gz': gzipSync('body{}'),
    'assets/font.woff2': 'font',
    'assets/orphan.js.br': brotliCompressSync('gone'),
    'emojibase/en/data.json': EMOJI,
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '.env': 'SECRET',
    '.hidden/x.js': 'SECRET',
    'assets/.hidden.js': 'SECRET',
    'assets/con.js': 'SECRET',
    'assets/module.node': 'SECRET',
    'assets/index-Bx_3.js.map': 'SECRET',
    README: 'SECRET',
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  await writeFile(join(folder, '../outside.js'), 'SECRET')
  await symlink(join(folder, '../outside.js'), join(folder, 'assets/link.js'))
  await symlink(join(folder, 'emojibase'), join(folder, 'linked'))
}

let folder: string
let room: TestRoom
let bare: TestRoom
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stuffchat-web-'))
  await makeBundle(join(folder, 'renderer'))
  room = await startRoom({ webDir: join(folder, 'renderer'), name: HOSTILE })
  bare = await startRoom({ webDir: join(folder, 'nothing here'), name: HOSTILE })
})
afterAll(async () => {
  await Promise.all([room.close(), bare.close()])
  await rm(folder, { recursive: true })
})

/** As it is sent: fetch would ask for compression and undo it. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  bareRequest(room.url, method, path, { host: `127.0.0.1:${room.port}`, ...headers })

test.each(['/', '/?v=1', '/index.html', '/join', '/join/', '/join/ABC-def', '/join/a.b', '/join/h%C3%A9', '/settings'])(
  '[WB1] %s is the page',
  async (path) => {
    const reply = await ask(path)
    expect([reply.status, reply.text]).toEqual([200, PAGE])
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
  },
)

test.each(['/settings/', '/host', '/c/0f8fad5b', '/c/0f8fad5b/m/1234', '/c/'])(
  '[WB1] %s is the page, too',
  async (path) => {
    expect([path, (await ask(path)).text]).toEqual([path, PAGE])
  },
)

test.each([
  ['/assets/index-Bx_3.js', SCRIPT, 'text/javascript; charset=utf-8'],
  ['/assets/only-gzip.css', 'body{}', 'text/css; charset=utf-8'],
  ['/assets/font.woff2', 'font', 'font/woff2'],
  ['/emojibase/en/data.json', EMOJI, 'application/json; charset=utf-8'],
  ['/favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
])('[WB2] %s is served as what it is', async (path, content, type) => {
  const reply = await ask(path)
  expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([200, content, type])
  expect(reply.headers.get('content-length')).toBe(String(Buffer.byteLength(content)))
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
})

test('[WB3] HEAD gives the headers only, and nothing else than GET and HEAD is taken', async () => {
  for (const path of ['/', '/join/x', '/assets/index-Bx_3.js']) {
    const [got, head] = [await ask(path), await ask(path, {}, 'HEAD')]
    expect([head.status, head.bytes.length]).toEqual([200, 0])
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control', 'content-security-policy']) {
      expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)])
    }
    for (const method of ['POST', 'PUT', 'DELETE']) expectFailure(await ask(path, {}, method), 404)
  }
})

test('[WB4] hashed files are kept for ever, the page is asked for again', async () => {
  const cached = async (path: string) => (await ask(path)).headers.get('cache-control')
  expect(await cached('/assets/index-Bx_3.js')).toBe('public, max-age=31536000, immutable')
  for (const path of ['/', '/join/x', '/index.html', '/emojibase/en/data.json', '/favicon.svg'])
    expect([path, await cached(path)]).toEqual([path, 'no-cache'])
})

test('[WB5] what a browser has already is a 304', async () => {
  for (const path of ['/', '/c/x', '/assets/index-Bx_3.js', '/emojibase/en/data.json']) {
    const etag = (await ask(path)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    const again = await ask(path, { 'if-none-match': `"other", ${etag}` })
    expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, etag])
    expect((await ask(path, { 'if-none-match': '"other"' })).status).toBe(200)
  }
})

describe('[WB6] compression', () => {
  test.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip, gzip;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['identity', null],
    ['zstd', null],
    ['gzip;q=0, br;q=0', null],
    ['', null],
    [undefined, null],
  ])('[WB6] Accept-Encoding: %s gets %s', async (accepted, coding) => {
    const reply = await ask('/assets/index-Bx_3.js', accepted === undefined ? {} : { 'accept-encoding': accepted })
    expect(reply.headers.get('content-encoding')).toBe(coding)
    expect(reply.headers.get('vary')).toMatch(/\bAccept-Encoding\b/)
    const packed = coding === 'br' ? brotliCompressSync(SCRIPT) : coding === 'gzip' ? gzipSync(SCRIPT) : SCRIPT
    expect(Buffer.from(reply.bytes)).toEqual(Buffer.from(packed))
    expect(reply.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  test('[WB6] of what the build did not compress nothing is made up, and each coding has its own ETag', async () => {
    const all = { 'accept-encoding': 'br, gzip' }
    expect((await ask('/assets/only-gzip.css', all)).headers.get('content-encoding')).toBe('gzip')
    const font = await ask('/assets/font.woff2', all)
    expect([font.headers.get('content-encoding'), font.text]).toEqual([null, 'font'])
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (coding) =>
        (await ask('/', { 'accept-encoding': coding })).headers.get('etag'),
      ),
    )
    expect(new Set(tags).size).toBe(3)
  })
})

describe('[WB7] the policy', () => {
  const directives = async (path: string, host?: string) => {
    const policy = (await ask(path, host === undefined ? {} : { host })).headers.get('content-security-policy') ?? ''
    return new Map(policy.split('; ').map((part) => [part.split(' ', 1)[0] ?? '', part.slice(part.indexOf(' ') + 1)]))
  }

  test('[WB7] lets the page load from this room only', async () => {
    for (const path of ['/', '/join/x', '/assets/index-Bx_3.js', '/favicon.svg']) {
      const policy = await directives(path)
      expect(Object.fromEntries(policy)).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self' 'wasm-unsafe-eval'",
        'style-src': "'self'",
        'img-src': "'self' data: blob:",
        'media-src': "'self' blob:",
        'connect-src': `'self' ws://127.0.0.1:${room.port} wss://127.0.0.1:${room.port}`,
        'frame-ancestors': "'none'",
        'object-src': "'none'",
        'base-uri': "'none'",
      })
      // Compiling WebAssembly is no eval of text.
      const others = [...policy.values()].join(' ').replace("'wasm-unsafe-eval'", '')
      expect(others).not.toMatch(/unsafe|\*|http|upgrade-insecure/)
    }
  })

  test('[WB7] names the WebSocket of the host that was asked, if a policy can', async () => {
    expect((await directives('/', 'localhost')).get('connect-src')).toBe("'self' ws://localhost wss://localhost")
    expect((await directives('/', 'games.local:80')).get('connect-src')).toContain('ws://games.local:80')
    expect((await directives('/', '[::1]:22800')).get('connect-src')).toBe("'self'")
    for (const host of ['a.local; script-src *', 'x.local *', 'evil.example'])
      expect([host, (await ask('/', { host })).status]).toEqual([host, 421])
  })

  test('[WB7] comes with the other guards', async () => {
    const { headers } = await ask('/')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
  })
})

test.each([
  '/nothing',
  '/index',
  '/index.htm',
  '/join/a/b',
  '/settings/x',
  '/host/x',
  '/joins',
  '/JOIN',
  `/c/${'a/'.repeat(20)}`,
  '/assets',
  '/assets/',
  '/assets/index-Bx_4.js',
  '/assets/index-Bx_3.js/',
  '/assets/index-Bx_3.js/x',
  '/assets/index-Bx_3.js.br',
  '/index.html.gz',
  '/assets/orphan.js',
  '/assets/module.node',
  '/assets/index-Bx_3.js.map',
  '/README',
  '/.env',
  '/.hidden/x.js',
  '/assets/.hidden.js',
  '/assets/con.js',
  '/assets/link.js',
  '/linked/en/data.json',
  '/../outside.js',
  '/assets/../../outside.js',
  '/assets/../index.html',
  '/./index.html',
  '/%2e%2e/outside.js',
  '/..%2foutside.js',
  '/assets%2findex-Bx_3.js',
  '/assets/%2e%2e%2f%2e%2e%2foutside.js',
  '/assets/..%5c..%5coutside.js',
  '/assets\\index-Bx_3.js',
  '/..\\outside.js',
  '//index.html',
  '//etc/passwd',
  '/C:/Windows/win.ini',
  '/index.html::$DATA',
  '/index.html.',
  '/index.html%20',
  '/index.html%00',
  '/%69ndex.html',
  '/join/..',
  '/join/%2e%2e',
  '/join/a%2fb',
  '/join/a%5cb',
  '/join/%00',
  '/join/%252e%252e',
  '/c/../settings',
  '/c//x',
  '/con.js',
])('[WB8] %s is a 404 in JSON, as ever', async (path) => {
  const reply = await ask(path)
  expectFailure(reply, 404)
  expect(reply.text).not.toContain('SECRET')
})

test('[WB8] the API, files, emojis and the WebSocket keep their addresses', async () => {
  for (const path of ['/api', '/api/nothing', '/files/x', '/emojis/x', '/files/index.html', '/api/index.html'])
    expectFailure(await ask(path), 404)
  expectFailure(await ask('/ws'), 400, 'upgrade_required')
  expectFailure(await ask('/join/%ff'), 400)
  expect((await ask('/api/health')).status).toBe(200)
})

test('[WB9] a room is called what it likes, and the page is the same', async () => {
  await expect(fetch(`${room.url}/api/health`).then((reply) => reply.json())).resolves.toMatchObject({ name: HOSTILE })
  expect((await ask('/')).text).not.toContain('alert')
})

test('[WB10] a file that was not there at the start, or has gone since, is unknown', async () => {
  await using lasting = await startRoom({ webDir: join(folder, 'renderer') })
  const path = (name: string) => join(folder, 'renderer/assets', name)
  await writeFile(path('late.js'), 'late')
  await rm(path('font.woff2'))
  try {
    for (const name of ['late.js', 'font.woff2']) expectFailure(await lasting.nobody.get(`/assets/${name}`), 404)
    await writeFile(path('font.woff2'), 'font')
    await lasting.restart()
    for (const name of ['late', 'font'])
      expect((await lasting.nobody.get(`/assets/${name === 'late' ? 'late.js' : 'font.woff2'}`)).text).toBe(name)
  } finally {
    await rm(path('late.js'))
  }
})

test('[WB11] without a bundle / says in plain text where one is, and there is no page', async () => {
  const reply = await bare.nobody.get('/')
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(reply.text).toContain(HOSTILE)
  expect(reply.headers.get('content-security-policy')).toBe("default-src 'none'")
  for (const path of ['/join/x', '/settings', '/index.html']) expectFailure(await bare.nobody.get(path), 404)
})

test('[WB11] a folder that cannot be read is refused at the start, in a sentence', async () => {
  const webDir = join(folder, 'renderer/index.html')
  await expect(startRoom({ webDir })).rejects.toThrow(`The interface for browsers in ${webDir} cannot be read`)
})

test('[WB12] a hundred guests who come at once, some of whom leave, all get the page', async () => {
  const leave = () =>
    new Promise<void>((resolve) => {
      const sent = request(`${room.url}/assets/index-Bx_3.js`, { agent: false }, (response) => response.destroy())
      sent.on('error', () => undefined).on('close', () => resolve())
      sent.end()
    })
  const stay = async () => {
    const pages = await Promise.all([ask('/'), ask('/assets/index-Bx_3.js', { 'accept-encoding': 'br' })])
    return pages.map(({ status, bytes }) => `${status} ${bytes.length}`).join()
  }
  const expected = `200 ${PAGE.length},200 ${brotliCompressSync(SCRIPT).length}`
  const [seen] = await Promise.all([
    Promise.all(Array.from({ length: 50 }, stay)),
    Promise.all(Array.from({ length: 50 }, leave)),
  ])
  expect(new Set(seen)).toEqual(new Set([expected]))
})
