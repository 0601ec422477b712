import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, type Page, chromium } from '@playwright/test'
import { expect, isExpected, signIn } from '../app/test.ts'
import { type Counted, type Heard, listen } from './ear.ts'
import { TONES } from './sounds.ts'

export const CALL = 'Couch'
/** A tone is heard above the one, and is not heard below the other, in dBFS. What lies between is neither. */
const HEARD_DB = -40
const UNHEARD_DB = -60
/** As long as one listens to say who is heard. */
const LOOK_MS = 600

/** A voice as it is: a tone would be noise to a suppressor, and an echo to a canceller. */
const PLAIN = { voice_noise: 'off', voice_echo: false, voice_gain: false, voice_mode: 'open', voice_cues: false }

export type PeerOptions = {
  url: string
  /** Whose account it is; it exists already. */
  as: string
  /** What its microphone hears, as a WAV file that is repeated. */
  sound: Buffer
  folder: string
  executablePath: string
  /** What differs from the defaults of the app. */
  preferences?: Record<string, unknown>
  context?: BrowserContextOptions
  /** Seen before the page opens its connections. */
  prepare?: (page: Page) => Promise<void>
  /** Whoever is kept from hearing what happens may well complain. */
  mayComplain?: boolean
}

/** Somebody in a browser of their own, with a microphone of their own, of whom is measured what really comes out. */
export class Peer {
  readonly page: Page
  readonly #browser: Browser
  readonly #faults: string[] = []

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.page = page
  }
  static async open(options: PeerOptions): Promise<Peer> {
    const { url, as, sound, folder, executablePath, preferences = PLAIN, prepare, mayComplain = false } = options
    const file = join(folder, `${as}-${crypto.randomUUID()}.wav`)
    await writeFile(file, sound)
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${file}`,
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
    // What moves is drawn by the processor here, and takes more of it than the call.
    const surroundings = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const
    const context = await browser.newContext({ ...surroundings, ...options.context })
    await context.grantPermissions(['microphone'])
    await context.addInitScript(listen, TONES)
    await context.addInitScript((wishes) => {
      if (localStorage.getItem('preferences') === null) localStorage.setItem('preferences', JSON.stringify(wishes))
    }, preferences)
    const page = await context.newPage()
    const peer = new Peer(browser, page)
    page.on('pageerror', (error) => peer.#faults.push(`${as} threw ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text()) && !mayComplain)
        peer.#faults.push(`${as}: ${message.text()}`)
    })
    await prepare?.(page)
    await page.goto(url)
    await signIn(page, as)
    return peer
  }
  /** What went wrong in it that nobody provoked. */
  get faults(): readonly string[] {
    return this.#faults
  }
  async close(): Promise<void> {
    await this.#browser.close()
  }

  // What a person does

  async join(): Promise<void> {
    await this.joinButton.click()
    await expect(this.bar.getByText(/^\d+:\d\d$/)).toBeVisible()
  }
  /** Clicks at that moment of `Date.now()`, for several to do it at once. */
  async joinAt(moment: number): Promise<void> {
    await this.joinButton.evaluate((button: HTMLElement, at) => {
      setTimeout(() => button.click(), at - Date.now())
    }, moment)
    await expect(this.bar.getByText(/^\d+:\d\d$/)).toBeVisible()
  }
  async leave(): Promise<void> {
    await this.bar.getByRole('button', { name: `Leave the call in ${CALL}` }).click()
    await expect(this.bar).toHaveCount(0)
  }
  async press(name: 'Mute' | 'Deafen'): Promise<void> {
    await this.bar.getByRole('button', { name, exact: true }).click()
  }
  /** In percent, by the slider of the person's card. */
  async setVolume(of: string, percent: 0 | 50 | 100 | 200): Promise<void> {
    await this.inCall.getByRole('button', { name: of }).click()
    const slider = this.page.getByRole('slider', { name: `Volume of ${of}` })
    await slider.focus()
    await this.page.keyboard.press(percent === 200 ? 'End' : 'Home')
    for (let step = 0; percent < 200 && step < percent / 5; step++) await this.page.keyboard.press('ArrowRight')
    await expect(slider).toHaveAttribute('aria-valuetext', `${percent} %`)
    await this.page.keyboard.press('Escape')
  }

  // What they see

  get bar() {
    return this.page.getByRole('region', { name: `Your call in ${CALL}` })
  }
  get joinButton() {
    return this.page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('button', { name: `Join the call in ${CALL}` })
  }
  /** Who is in the call, in the list of channels. */
  get inCall() {
    return this.page.getByRole('list', { name: `In the call of ${CALL}` })
  }
  sees(name: string) {
    return this.inCall.getByRole('listitem').filter({ hasText: name })
  }

  // What is measured

  async now(): Promise<number> {
    return await this.page.evaluate(() => performance.now())
  }
  /** From a moment of `now()` on, until now. */
  async heardSince(from: number): Promise<Heard[]> {
    return await this.page.evaluate((since) => window.ear.heard(since, performance.now() - 40), from)
  }
  /** From the start it listens. */
  async setListening(is: boolean): Promise<void> {
    await this.page.evaluate((whether) => window.ear.setListening(whether), is)
  }
  /** When a tone came out last, in `Date.now()`; 0 where it never did. */
  async lastHeard(hertz: number): Promise<number> {
    return await this.page.evaluate((tone) => window.ear.lastHeard(tone), hertz)
  }
  /** How a tone came out over so many milliseconds from now on. */
  async listenTo(hertz: number, ms: number): Promise<Heard> {
    const from = await this.now()
    await this.page.waitForTimeout(ms)
    return only(await this.heardSince(from), hertz)
  }
  /** The tones that are heard just now; one with a question mark is neither heard nor silent. */
  async hears(): Promise<string[]> {
    const all = await this.page.evaluate(
      (ms) => window.ear.heard(performance.now() - ms, performance.now() - 40),
      LOOK_MS,
    )
    return all
      .filter(({ db }) => db > UNHEARD_DB)
      .map(({ hertz, db }) => (db > HEARD_DB ? String(hertz) : `${hertz}? (${db.toFixed(0)} dB)`))
  }
  /** Until exactly these tones are heard, each clearly. */
  async expectHears(tones: readonly number[], timeout = 15_000): Promise<void> {
    const expected = tones.toSorted((one, other) => one - other).map(String)
    try {
      await expect.poll(() => this.hears(), { timeout, intervals: [100] }).toEqual(expected)
    } catch (error) {
      const links = JSON.stringify(await this.counted())
      const played = JSON.stringify(await this.page.evaluate(() => window.ear.played()))
      throw new Error(`Not heard as it should be; links: ${links}; played: ${played}`, { cause: error })
    }
  }
  async counted(): Promise<Counted[]> {
    return await this.page.evaluate(() => window.ear.counted())
  }
  /** Until so many links are connected, and no other is there. */
  async expectLinks(count: number, timeout = 15_000): Promise<void> {
    const states = async () => (await this.counted()).map(({ state }) => state)
    const all = Array.from({ length: count }, () => 'connected')
    try {
      await expect.poll(states, { timeout, intervals: [100] }).toEqual(all)
    } catch (error) {
      const made = JSON.stringify(await this.page.evaluate(() => window.ear.made()))
      throw new Error(`Not linked as it should be, ${Date.now()}: ${made}`, { cause: error })
    }
  }
  /** Seconds of processor that all of this browser has had. */
  async cpuS(): Promise<number> {
    const session = await this.#browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
  }
}

export function only(heard: readonly Heard[], hertz: number): Heard {
  const found = heard.find((one) => one.hertz === hertz)
  if (!found) throw new Error(`Nobody listens for ${hertz} Hz.`)
  return found
}
