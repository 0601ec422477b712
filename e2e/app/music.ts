import type { Page } from '@playwright/test'
import { z } from 'zod'
import { login } from '../../server/test/client.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { expect } from './test.ts'

/** So low that a long song is no large file. */
const RATE = 8_000
/** The tone of a second tells which second it is (of the last 30), and of which song: songs begin at tones of their own. */
const STEP_HZ = 100
const STEPS = 30
const LOUD = 0.4

/** A song of `seconds` as a WAV file: each second its own tone, from `firstHz` upwards. */
export function ladder(firstHz: number, seconds: number): Uint8Array<ArrayBuffer> {
  const count = seconds * RATE
  const bytes = new ArrayBuffer(44 + 2 * count)
  const view = new DataView(bytes)
  const text = (at: number, what: string) => {
    for (const [i, sign] of [...what].entries()) view.setUint8(at + i, sign.charCodeAt(0))
  }
  text(0, 'RIFF')
  view.setUint32(4, 36 + 2 * count, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, 2 * RATE, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, 2 * count, true)
  let phase = 0
  for (let i = 0; i < count; i++) {
    phase += (2 * Math.PI * (firstHz + STEP_HZ * (Math.floor(i / RATE) % STEPS))) / RATE
    view.setInt16(44 + 2 * i, Math.round(32_767 * LOUD * Math.sin(phase)), true)
  }
  return new Uint8Array(bytes)
}

const Report = z.object({
  type: z.literal('shareplay_report'),
  user_id: z.string(),
  error_ms: z.number().nullable(),
  state: z.string(),
})

type SongSource = { sound: number; endsAt: number; stoppedAt: number }

declare global {
  interface Window {
    /** What the page's music sounds like now: its strongest tone and how loud that is, in dBFS. */
    music(): { hertz: number; db: number } | null
    /** Elements that were made for songs. */
    songElements: HTMLMediaElement[]
    /** What sounded from memory: which sound, when it ends by itself, and when it was stopped, on its context's clock. */
    songSources: SongSource[]
    /** AudioContexts that are not closed. */
    openContexts(): number
  }
}

/** Put into a page before it runs: whatever goes to a speaker by Web Audio is listened to. */
export function tap(): void {
  const FFT = 16_384
  const analysers: AnalyserNode[] = []
  const taps = new WeakMap<BaseAudioContext, AnalyserNode>()
  const contexts: AudioContext[] = []
  const OriginalContext = window.AudioContext
  window.AudioContext = class extends OriginalContext {
    constructor(options?: AudioContextOptions) {
      super(options)
      contexts.push(this)
    }
  }
  const tapOf = (context: BaseAudioContext): AnalyserNode => {
    const known = taps.get(context)
    if (known) return known
    const made = new AnalyserNode(context, { fftSize: FFT, smoothingTimeConstant: 0 })
    taps.set(context, made)
    analysers.push(made)
    return made
  }
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
    if (to[0] instanceof AudioDestinationNode && !(this instanceof AnalyserNode))
      Reflect.apply(connect, this, [tapOf(this.context)])
    return Reflect.apply(connect, this, to)
  } as typeof connect
  window.songSources = []
  const sources = new WeakMap<AudioScheduledSourceNode, SongSource>()
  const sounds: (AudioBuffer | null)[] = []
  const { start } = AudioBufferSourceNode.prototype
  AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode, when = 0, offset = 0) {
    if (!sounds.includes(this.buffer)) sounds.push(this.buffer)
    const endsAt = when + (this.buffer?.duration ?? 0) - offset
    const source = { sound: sounds.indexOf(this.buffer), endsAt, stoppedAt: Infinity }
    sources.set(this, source)
    window.songSources.push(source)
    Reflect.apply(start, this, [when, offset])
  }
  const { stop } = AudioScheduledSourceNode.prototype
  AudioScheduledSourceNode.prototype.stop = function (this: AudioScheduledSourceNode, when = 0) {
    const source = sources.get(this)
    if (source) source.stoppedAt = when
    Reflect.apply(stop, this, [when])
  }
  window.songElements = []
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
    const { songElements } = window
    if (this.src.includes('/shareplay/') && !songElements.includes(this)) songElements.push(this)
    await Reflect.apply(play, this, [])
  }
  window.openContexts = () => contexts.filter(({ state }) => state !== 'closed').length
  window.music = () => {
    const open = analysers.filter(({ context }) => context.state !== 'closed')
    const found = open.map((analyser) => {
      const bins = new Float32Array(analyser.frequencyBinCount)
      analyser.getFloatFrequencyData(bins)
      const most = bins.reduce((best, db, at) => (db > (bins[best] ?? -Infinity) ? at : best), 0)
      return { hertz: (most * analyser.context.sampleRate) / FFT, db: bins[most] ?? -Infinity }
    })
    return found.reduce<{ hertz: number; db: number } | null>(
      (best, one) => (best && best.db > one.db ? best : one),
      null,
    )
  }
}

/** A voice channel of the room with its queue, driven from outside by the owner. */
export async function withMusic(room: TestRoom) {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const { id } = await owner.channel({ name: 'Couch', is_voice: true })
  const socket = await owner.connect()
  socket.send({ type: 'join', channel_id: id })
  const act = (action_type: string, data?: string | number) =>
    socket.send({ type: 'shareplay_action', channel_id: id, action_type, ...(data === undefined ? {} : { data }) })
  const add = async (song: Uint8Array<ArrayBuffer>, name = 'song.wav') => {
    act('add', `file:${await owner.file(song, name)}`)
    await socket.next('shareplay_update', (event) => JSON.stringify(event).includes('"ready"'))
  }
  /** The newest of what somebody tells of their sound. */
  const report = (userId: string) => {
    const told = socket.events.map((event) => Report.safeParse(event)).flatMap(({ data }) => data ?? [])
    return told.findLast((one) => one.user_id === userId) ?? null
  }
  return { owner, channelId: id, socket, act, add, report }
}

/** Which second of a song that begins at `firstHz` is heard; null while none is. */
export async function secondHeard(page: Page, firstHz: number): Promise<number | null> {
  const music = await page.evaluate(() => window.music())
  if (!music || music.db < -60) return null
  const second = (music.hertz - firstHz) / STEP_HZ
  return Math.abs(second - Math.round(second)) < 0.2 ? Math.round(second) : null
}
/** Waits until a song is heard, at a second or later: for longer than a sound of the app, which may have such a tone. */
export async function heard(page: Page, firstHz: number, from = 0): Promise<void> {
  const lasting = async () => {
    const one = await secondHeard(page, firstHz)
    if (one === null) return -1
    await page.waitForTimeout(CUE_MS)
    const other = await secondHeard(page, firstHz)
    return other === one || other === one + 1 ? other : -1
  }
  await expect.poll(lasting, { timeout: 15_000 }).toBeGreaterThanOrEqual(from)
}
/** No sound of the app lasts longer. */
const CUE_MS = 400
/** How loud the music is, in dBFS: the most of some looks, because between two tones both are weak. */
export async function loudness(page: Page): Promise<number> {
  const looks: number[] = []
  for (let look = 0; look < 6; look++) {
    looks.push(await page.evaluate(() => window.music()?.db ?? -Infinity))
    await page.waitForTimeout(120)
  }
  return Math.max(...looks)
}
export const silence = async (page: Page): Promise<boolean> =>
  await page.evaluate(() => (window.music()?.db ?? -Infinity) < -60)

export async function joinCall(page: Page): Promise<void> {
  const list = page.getByRole('navigation', { name: 'Channels' })
  await list.getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(page.getByRole('region', { name: 'Your call in Couch' }).getByText(/^\d+:\d\d$/)).toBeVisible()
}
export async function leaveCall(page: Page): Promise<void> {
  const bar = page.getByRole('region', { name: 'Your call in Couch' })
  await bar.getByRole('button', { name: 'Leave the call in Couch' }).click()
  await expect(bar).toHaveCount(0)
}
