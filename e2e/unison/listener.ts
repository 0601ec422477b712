import { type Browser, type BrowserContextOptions, type Page, chromium } from '@playwright/test'
import { isExpected } from '../app/test.ts'
import type { Pulse } from './pulse.ts'

export type ListenerOptions = {
  executablePath: string
  pulse: Pulse
  ear: number
  /** What its microphone hears: silence, mostly. Without it there is none. */
  microphone?: string
  context?: BrowserContextOptions
  /** Before the page's own scripts: what is in its storage. */
  preferences?: Record<string, unknown>
}

/** Somebody with a browser and ears of their own. */
export class Listener {
  readonly page: Page
  readonly ear: number
  readonly #browser: Browser
  readonly #faults: string[] = []

  private constructor(browser: Browser, page: Page, ear: number) {
    this.#browser = browser
    this.page = page
    this.ear = ear
    page.on('pageerror', (error) => this.#faults.push(`ear ${ear}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) this.#faults.push(`ear ${ear}: ${message.text()}`)
    })
  }
  static async open(options: ListenerOptions): Promise<Listener> {
    const { executablePath, pulse, ear, microphone, preferences } = options
    const browser = await chromium.launch({
      executablePath,
      env: pulse.env(ear),
      // Headless browsers are silent otherwise.
      ignoreDefaultArgs: ['--mute-audio'],
      args: [
        '--use-fake-ui-for-media-stream',
        // Of the microphone only; sound goes out by PulseAudio all the same.
        '--use-fake-device-for-media-stream',
        ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options.context })
    await context.grantPermissions(['microphone'])
    if (preferences)
      await context.addInitScript((wishes) => {
        if (localStorage.getItem('preferences') === null) localStorage.setItem('preferences', JSON.stringify(wishes))
      }, preferences)
    return new Listener(browser, await context.newPage(), ear)
  }
  /** What went wrong in it that nobody provoked. */
  get faults(): readonly string[] {
    return this.#faults
  }
  /** The processes that run its pages. */
  async renderers(): Promise<number[]> {
    const session = await this.#browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  }
  async close(): Promise<void> {
    await this.#browser.close()
  }
}
