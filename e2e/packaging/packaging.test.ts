import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { register } from '../../server/test/client.ts'
import { measure, picture } from '../../server/test/images.ts'
import { Channel, Message } from '../../server/test/shapes.ts'
import { extract, list, untar } from './archive.ts'
import { electronBuilder } from './builder.ts'
import { build, freshCheckout, project } from './checkout.ts'
import { missingImports } from './imports.ts'
import { startPackedRoom } from './room.ts'
import { standInTools, stubElectron } from './stub.ts'

/** The targets that need what a test machine does not have: configured, held against the schema, and not run. */
const NOT_RUN = {
  nsis: 'needs the NSIS compiler, which electron-builder downloads, and a Windows distribution of Electron',
  portable: 'needs the NSIS compiler, which electron-builder downloads, and a Windows distribution of Electron',
  dmg: 'needs macOS',
  zip: 'needs a macOS distribution of Electron, and macOS to sign it',
  AppImage: "needs the AppImage runtime, which electron-builder downloads, and Electron's own distribution",
  deb: "needs fpm, which electron-builder downloads, and Electron's own distribution",
}
const Manifest = z.looseObject({ name: z.string(), version: z.string(), main: z.string() })
const Pictured = z.looseObject({ avatar_url: z.string() })
const manifestOf = async (folder: string) =>
  Manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))

const ours = Manifest.parse(JSON.parse(await readFile(join(project, 'package.json'), 'utf8')))
const name = `Stuffchat-${ours.version}-linux-${process.arch}`
const unpacked = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`

for (const [target, reason] of Object.entries(NOT_RUN)) {
  console.info(`NOT RUN: ${target} (${reason})`)
  test.skip(`[PK10] ${target} — NOT RUN: ${reason}`, () => undefined)
}
if (process.platform !== 'linux') console.info('NOT RUN: dir, tar.gz (the stub distribution is one for Linux)')

describe.skipIf(process.platform !== 'linux')('dir and tar.gz with a stub in the place of Electron', () => {
  let checkout: Awaited<ReturnType<typeof freshCheckout>>
  let scratch: string
  let app: string
  let built: { code: number; said: string }
  let packed: string[] = []
  const packages = (...place: string[]) => join(checkout.folder, 'dist/packages', ...place)
  const package_ = async (targets: readonly string[], ...settings: string[]) =>
    await electronBuilder({
      folder: checkout.folder,
      targets,
      settings: [`electronDist=${join(scratch, 'electron')}`, ...settings],
      toolsDir: join(scratch, 'tools'),
      cacheDir: join(scratch, 'cache'),
    })

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'stuffchat-packaging-'))
    const electron = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(project, 'node_modules/electron/package.json'), 'utf8')))
    await stubElectron(join(scratch, 'electron'), electron.version)
    await standInTools(join(scratch, 'tools'))
    checkout = await freshCheckout()
    await build(checkout.folder)
    built = await package_(['dir', 'tar.gz', 'deb'])
    if (built.code !== 0) throw new Error(`electron-builder ended with ${built.code}: ${built.said.slice(-4_000)}`)
    await untar(packages(`${name}.tar.gz`), scratch)
    const archive = join(scratch, name, 'resources/app.asar')
    const { size } = await stat(archive)
    console.info(`app.asar: ${(size / 2 ** 20).toFixed(1)} MiB; ${name}.tar.gz, without Electron: ${await mebibytes()}`)
    packed = await list(archive)
    app = join(scratch, 'app')
    await extract(archive, app)
  })
  const mebibytes = async () => `${((await stat(packages(`${name}.tar.gz`))).size / 2 ** 20).toFixed(1)} MiB`

  afterAll(async () => {
    await checkout?.[Symbol.asyncDispose]()
    await rm(scratch, { recursive: true, force: true })
  })

  test('[PK1] the settings, for every target, are what the builder knows; a wrong name or value is refused', async () => {
    const wrong = ['nsis.oneClik', 'portable.icon2', 'dmg.contents', 'deb.dependz', 'appImage.x', 'electronFuses.run']
    const { code, said } = await package_(['dir'], ...wrong.map((setting) => `${setting}=true`))
    expect(code).not.toBe(0)
    for (const setting of wrong) expect(said).toContain(`configuration.${setting.split('.')[0]}`)
    const settings = await readFile(join(project, 'electron-builder.yml'), 'utf8')
    const targets = [...settings.matchAll(/^ {2}target: \[(.*)\]$/gm)].flatMap(([, names]) => (names ?? '').split(', '))
    expect(targets.toSorted()).toEqual([...Object.keys(NOT_RUN), 'tar.gz'].toSorted())
    expect(built.said).not.toMatch(/deprecated|is not allowed|⨯/)
  })

  test('[PK2] the switches are set in the built program', async () => {
    for (const folder of [packages(unpacked), join(scratch, name)]) {
      const { version, ...wire } = await getCurrentFuseWire(join(folder, 'stuffchat'))
      expect(version).toBe(FuseVersion.V1)
      expect(wire).toMatchObject({
        [FuseV1Options.RunAsNode]: FuseState.DISABLE,
        [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
        [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
        [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
        [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
        [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
        [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
        [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
      })
    }
  })

  test('[PK3] everything that was built is in the archive, and the licence', async () => {
    const wanted = (await readdir(join(checkout.folder, 'dist'), { recursive: true }))
      .map((place) => `dist/${place}`)
      .filter((place) => /^dist\/(?:main|server|renderer)(?:\/|$)/.test(place) && !place.endsWith('.map'))
    expect(wanted).toEqual(expect.arrayContaining(['dist/main/preload.cjs', 'dist/renderer/index.html']))
    expect(wanted).toEqual(
      expect.arrayContaining(['start', 'cli', 'writer', 'backup'].map((it) => `dist/server/${it}.js`)),
    )
    expect(packed).toEqual(expect.arrayContaining([...wanted, 'package.json', 'LICENSE']))
  })

  test('[PK4] every import leads to a file of the archive, to Node, to Electron or to sharp; or to what may be missing', async () => {
    const files = new Set(packed)
    const bundles = packed.filter((file) => /^dist\/(?:main|server)\/.*\.c?js$/.test(file))
    const missing = await Promise.all(bundles.map((file) => missingImports(app, file, files)))
    expect([...new Set(missing.flat())].toSorted()).toEqual(['electron', 'sharp', 'uiohook-napi'])
    // Its licence asks for more than this archive has (electron-builder.yml); the app says that it is missing.
    expect(packed.filter((file) => file.includes('uiohook'))).toEqual([])
  })

  test('[PK11] the part that sees keys is not in it, and says so', async () => {
    const hook = fork(join(app, 'dist/main/talk-hook.js'), ['key:41'], { silent: true })
    const [told] = await once(hook, 'message')
    hook.kill()
    expect(told).toEqual({ kind: 'missing' })
  })

  test('[PK5] nothing else is in it: no sources, tests, maps, caches, tools, other systems', async () => {
    const here = `${process.platform}-${process.arch}`
    const allowed = new RegExp(
      `^(?:package\\.json|LICENSE|dist|dist/(?:main|server|renderer)(?:/.*)?|node_modules|node_modules/@img|` +
        `node_modules/(?:sharp|detect-libc|semver|@img/colour|@img/sharp-${here}|@img/sharp-libvips-${here})(?:/.*)?)$`,
    )
    expect(packed.filter((file) => !allowed.test(file))).toEqual([])
    expect(packed.filter((file) => /\.(?:map|tsx?|cts|mts|cc|h|md|gyp)$|\.test\.|compile-cache/.test(file))).toEqual([
      'node_modules/@img/colour/LICENSE.md',
    ])
    // Native code, and what belongs to it, lies beside the archive, where the system's loader finds it.
    const beside = await readdir(join(scratch, name, 'resources/app.asar.unpacked'), { recursive: true })
    const native = packed.filter((file) => /\.(?:node|so)(?:\.|$)/.test(file))
    expect(native).toHaveLength(2)
    expect(beside).toEqual(expect.arrayContaining(native))
    expect(beside.filter((file) => !/^node_modules(?:$|\/@img(?:$|\/)|\/sharp(?:$|\/))/.test(file))).toEqual([])
    // The last is for .deb, whose target adds it to what all targets share.
    const resources = ['app.asar', 'app.asar.unpacked', 'apparmor-profile']
    expect((await readdir(join(scratch, name, 'resources'))).toSorted()).toEqual(resources)
  })

  test('[PK6] its package.json starts the app and says nothing of how it was made', async () => {
    const manifest = await manifestOf(app)
    expect(manifest).toMatchObject({ name: 'stuffchat', version: ours.version, main: 'dist/main/main.js' })
    expect(manifest).toMatchObject({ type: 'module', desktopName: 'stuffchat.desktop' })
    expect(packed).toContain(manifest.main)
    for (const key of ['scripts', 'devDependencies', 'build']) expect(manifest).not.toHaveProperty(key)
  })

  test('[PK7] the menu entry, as handed to the maker of a .deb, opens stuffchat:// links and is that of the window', async () => {
    const entry = await readFile(join(scratch, 'tools/stuffchat.desktop'), 'utf8')
    expect(entry).toMatch(/^Name=Stuffchat$/m)
    expect(entry).toMatch(/^Exec=\/opt\/Stuffchat\/stuffchat %U$/m)
    expect(entry).toMatch(/^MimeType=x-scheme-handler\/stuffchat;$/m)
    expect(entry).toMatch(/^StartupWMClass=stuffchat$/m)
    expect(entry).toMatch(/^Categories=Network;Chat;InstantMessaging;$/m)
    const given = await readFile(join(scratch, 'tools/fpm.txt'), 'utf8')
    expect(given).toMatch(/assets\/icons\/512x512\.png=.*\/apps\/stuffchat\.png$/m)
  })

  test('[PK8] the room in it runs with plain Node: an account, a message, pictures, the interface, an end', async () => {
    const dataDir = join(scratch, 'room')
    await mkdir(dataDir)
    await using room = await startPackedRoom(app, dataDir)
    const olga = await register(room.url, { username: 'olga', password: 'correct horse battery' })
    const { id } = Channel.parse(await olga.channel({ name: 'packed' }))
    expect(Message.parse(await olga.say(id, 'from the archive')).content).toBe('from the archive')
    expect((await olga.history(id)).map(({ content }) => content)).toContain('from the archive')

    const avatar = { bytes: await picture(600, 400), name: 'me.png', type: 'image/png' }
    const put = await olga.form('PUT', '/api/users/me/avatar', avatar)
    expect(put.status).toBe(200)
    const { avatar_url: place } = (await olga.get(`/api/users/${olga.id}`)).as(Pictured)
    const shown = await fetch(new URL(place, room.url), { headers: { cookie: olga.cookie } })
    expect(shown.status).toBe(200)
    expect((await measure(new Uint8Array(await shown.arrayBuffer()))).width).toBeGreaterThan(0)

    // An avatar is kept as it came. What becomes of an emoji is made by sharp, so this needs all of its native part.
    const wide = { bytes: await picture(200, 100), name: 'wide.png', type: 'image/png' }
    expect((await olga.form('POST', '/api/emojis', wide, { name: 'wide' })).status).toBe(200)
    const emoji = await fetch(new URL('/emojis/wide/image', room.url), { headers: { cookie: olga.cookie } })
    expect(await measure(new Uint8Array(await emoji.arrayBuffer()))).toEqual({ format: 'png', width: 64, height: 32 })

    const page = await fetch(room.url)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1]
    expect((await fetch(new URL(script ?? 'none', room.url))).status).toBe(200)
    const { code, log } = await room.stop()
    expect(code).toBe(0)
    expect(log.filter(({ level }) => level > 30)).toEqual([])
    expect(log.map(({ event }) => event)).toEqual(['listening', 'closed'])
  })
})
