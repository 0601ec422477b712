import type { Page } from '@playwright/test'
import { expect } from 'vitest'
import { z } from 'zod'
import { HOSTILE_URLS } from '../../main/core/hostile-urls.ts'
import { Identity, formatAppLink } from '../../server/protocol/invitation.ts'
import { call, heard, listen } from './call.ts'

/** The app, in Electron or on the stand-in, as these scenarios need it. */
export type DesktopUnderTest = {
  page: Page
  /** Somebody starts the app again, with these arguments. */
  secondStart(args: string[]): Promise<void>
  /** What the system was asked to open. */
  opened(): Promise<string[]>
  /** The page sends itself there; where it is then. */
  goTo(url: string): Promise<string>
  /** Which button is pressed in the questions that come. */
  answer(button: number): Promise<void>
}
export type Scenario = { title: string; run(app: DesktopUnderTest): Promise<void> }

const Refused = z.object({ refused: z.string() })
const On = z.object({
  kind: z.literal('on'),
  url: z.string(),
  port: z.number(),
  identity: Identity,
  owner_code: z.string(),
})
const Open = z.object({ kind: z.literal('open'), base_url: z.string(), identity: Identity })

/** What must hold in Electron as on the stand-in, written once. */
export const scenarios: readonly Scenario[] = [
  {
    title: '[SD1] the page has the bridge, and nothing of Node',
    async run({ page }) {
      const seen = await page.evaluate(
        `['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in window)`,
      )
      expect(seen).toEqual([])
      expect(await call(page, 'app.about')).toMatchObject({
        version: expect.any(String),
        packaged: expect.any(Boolean),
      })
      expect(await page.evaluate(`isSecureContext`)).toBe(true)
    },
  },
  {
    title: '[SD2] a call with a wrong argument is refused with a sentence, which does not repeat it',
    async run({ page }) {
      const wrong: [string, unknown[]][] = [
        ['hosting.start', [{ name: '' }]],
        ['hosting.start', [{ name: 'x', dataDir: '/' }]],
        ['hosting.start', []],
        ['tokens.write', [{ room: 'r', tokens: { refresh_token: 's3cret' } }]],
        ['badge.set', [{ count: -1 }]],
        ['preferences.set', [{ theme: 'pink' }]],
        ['shortcuts.set', [[{ action: 'toggle_mute', accelerator: '<script>' }]]],
        ['links.openExternal', [{ url: 'x'.repeat(10_000) }]],
      ]
      for (const [name, args] of wrong) {
        const { refused } = Refused.parse(await call(page, name, ...args))
        expect(refused).toMatch(/^This call .*\.$/)
        expect(refused).not.toContain('s3cret')
      }
    },
  },
  {
    title: '[SD3] a room is hosted in the app, answers our page by its tunnel and origin, and stops',
    async run({ page, answer }) {
      await answer(0)
      await listen(page, 'hosting_changed')
      const on = On.parse(await call(page, 'hosting.start', { name: 'Attic' }))
      const request = { addresses: [`127.0.0.1:${on.port}`], identity: on.identity }
      const { base_url } = Open.parse(await call(page, 'rooms.reach', request))
      const health = await page.evaluate(async (url) => {
        const response = await fetch(`${url}/api/health`)
        return { status: response.status, body: await response.json() }
      }, base_url)
      expect(health).toMatchObject({ status: 200, body: { name: 'Attic' } })
      expect(await call(page, 'hosting.state')).toMatchObject({ kind: 'on', port: on.port })
      expect(await call(page, 'hosting.stop')).toEqual({ kind: 'off' })
      const kinds = (await heard(page, 'hosting_changed')).map(
        (state) => z.object({ kind: z.string() }).parse(state).kind,
      )
      expect(kinds).toEqual(['starting', 'on', 'stopping', 'off'])
      await expect(fetch(`${on.url}/api/health`)).rejects.toThrow('fetch failed')
      expect(await call(page, 'rooms.reach', request)).toEqual({ kind: 'closed' })
      expect(await call(page, 'preferences.get')).toMatchObject({ hosting: { name: 'Attic' } })
    },
  },
  {
    title: '[SD4] a link that somebody else started the app with is shown to the page, and nothing is contacted',
    async run({ page, secondStart }) {
      const link = formatAppLink({
        addresses: ['192.0.2.1:22800'],
        identity: null,
        room_id: null,
        name: 'Attic',
        code: null,
      })
      const contacted: string[] = []
      page.on('request', (request) => contacted.push(request.url()))
      await call(page, 'links.take')
      await listen(page, 'deep_link')
      await secondStart(['/somewhere/stuffchat', link])
      await expect
        .poll(() => heard(page, 'deep_link'))
        .toMatchObject([
          { kind: 'join', shown: { name: 'Attic', addresses: ['192.0.2.1:22800'] }, trust: 'unverified' },
        ])
      expect(contacted).toEqual([])
    },
  },
  {
    title: '[SD5] none of the hostile URLs is gone to',
    async run({ page, goTo, opened }) {
      const here = page.url()
      // Some are relative to our own page, and so name a place in it.
      for (const url of HOSTILE_URLS) expect(new URL(await goTo(url)).host, url).toBe(new URL(here).host)
      await page.goto(here)
      expect(await opened()).toEqual([])
    },
  },
  {
    title: '[SD6] none of them opens as a window, or is handed to the system',
    async run({ page, opened }) {
      const pages = page.context().pages().length
      for (const url of HOSTILE_URLS) {
        // What Chromium makes of it is a web address, to which no harm is known, or nothing.
        await page.evaluate((to) => void Reflect.get(globalThis, 'open')(to), url).catch(() => undefined)
        const handed = await call(page, 'links.openExternal', { url })
        expect(handed === false || Refused.safeParse(handed).success, url).toBe(true)
      }
      expect(page.context().pages()).toHaveLength(pages)
      for (const url of await opened()) expect(new URL(url)).toMatchObject({ username: '', password: '' })
      expect((await opened()).every((url) => /^https?:\/\/[!-~]+$/.test(url))).toBe(true)
    },
  },
  {
    title: '[SD7] a web address goes to the person’s own browser, from window.open, from a link, from the bridge',
    async run({ page, opened }) {
      const before = (await opened()).length
      await page.evaluate(`void window.open('https://example.org/a')`)
      await page.evaluate(`(() => {
        const link = Object.assign(document.createElement('a'), { href: 'https://example.org/b', target: '_blank' })
        document.body.append(link)
        link.click()
        link.remove()
      })()`)
      expect(await call(page, 'links.openExternal', { url: 'https://example.org/c' })).toBe(true)
      await expect
        .poll(async () => (await opened()).slice(before))
        .toEqual(['https://example.org/a', 'https://example.org/b', 'https://example.org/c'])
    },
  },
  {
    title: '[SD8] the page comes with its policy, and code from elsewhere is not run',
    async run({ page }) {
      const policy = await page.evaluate(
        `fetch('/').then((response) => response.headers.get('content-security-policy'))`,
      )
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      const ran = await page.evaluate(`(async () => {
        const script = Object.assign(document.createElement('script'), { textContent: 'window.ran = true' })
        document.head.append(script)
        // Later, because what the tests evaluate themselves is let through.
        await new Promise((done) => setTimeout(() => {
          try { window.ran ??= new Function('return true')() } catch {}
          done()
        }))
        return window.ran === true
      })()`)
      expect(ran).toBe(false)
    },
  },
  {
    title: '[SD9] sign-ins are kept by room, and go with it',
    async run({ page }) {
      const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
      const tokens = { user_id: id, refresh_token_id: id, refresh_token: 's3cret' }
      const room = {
        key: 'k',
        name: 'Attic',
        addresses: ['10.0.0.1:22800'],
        identity: null,
        room_id: id,
        username: 'ann',
        last_used_at: null,
      }
      expect(await call(page, 'rooms.save', room)).toEqual([room])
      await call(page, 'tokens.write', { room: 'k', tokens })
      expect(await call(page, 'tokens.read', { room: 'k' })).toEqual(tokens)
      expect(await call(page, 'rooms.forget', { room: 'k' })).toEqual([])
      expect(await call(page, 'tokens.read', { room: 'k' })).toBeNull()
    },
  },
]
