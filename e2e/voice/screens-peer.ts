import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, type LaunchOptions, type Page, chromium } from '@playwright/test'
import type { TestRoom } from '../app/room.ts'
import { signIn } from '../app/test.ts'
import type { Display } from './screens-display.ts'
import { SHOWN_TITLE } from './screens-shown.ts'
import { toneFile } from './sounds.ts'

/** What the rig puts into every page: the connections that it made, and what it asked screens for. */
declare global {
  interface Window {
    rigConnections: RTCPeerConnection[]
    rigAsked: DisplayMediaStreamOptions[]
  }
}

/** Keeps what tests measure by. The product knows nothing of it. */
const hooks = () => {
  window.rigConnections = []
  window.rigAsked = []
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      window.rigConnections.push(this)
    }
  }
  const { mediaDevices } = navigator
  if (mediaDevices === undefined) return
  const ask = mediaDevices.getDisplayMedia.bind(mediaDevices)
  mediaDevices.getDisplayMedia = async (options) => {
    if (options) window.rigAsked.push(options)
    return await ask(options)
  }
}
/** A voice as it is: the tone of the microphone would be noise to a suppressor, and never open a gate. */
const wishes = () => {
  const wanted = { voice_noise: 'off', voice_mode: 'open', voice_echo: false, voice_gain: false, voice_cues: false }
  localStorage.setItem('preferences', JSON.stringify(wanted))
}

export type Peer = { name: string; browser: Browser; page: Page }
export type PeerOptions = {
  room: TestRoom
  as: string
  launchOptions: LaunchOptions
  /** Where the browser can be seen; without one it shows nothing anywhere. */
  display?: Display
  /** What it shares when it is asked. */
  shares?: 'screen' | 'tab'
  /** Hertz of what the microphone hears. */
  tone: number
  folder: string
  context?: BrowserContextOptions
}

/** Somebody in a browser of their own, signed in, with a microphone that hears a tone. */
export async function openPeer(options: PeerOptions): Promise<Peer> {
  const { room, as, launchOptions, display, shares, tone, folder } = options
  const voice = join(folder, `${as}.wav`)
  await writeFile(voice, toneFile(tone))
  const browser = await chromium.launch({
    ...launchOptions,
    headless: display === undefined,
    // Else a tab that is shared would be silent.
    ignoreDefaultArgs: ['--mute-audio'],
    ...(display ? { env: { ...process.env, DISPLAY: display.name } } : {}),
    args: [
      ...(launchOptions.args ?? []),
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${voice}`,
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      // The first screen without a question; else only the tab of that title.
      ...(shares === 'screen' ? ['--use-fake-ui-for-media-stream', '--auto-select-desktop-capture-source=Entire'] : []),
      ...(shares === 'tab' ? [`--auto-select-tab-capture-source-by-title=${SHOWN_TITLE}`] : []),
    ],
  })
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['microphone'],
    ...options.context,
  })
  await context.addInitScript(hooks)
  await context.addInitScript(wishes)
  const page = await context.newPage()
  await page.goto(room.url)
  await signIn(page, as)
  return { name: as, browser, page }
}
