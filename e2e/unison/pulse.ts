import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RATE } from './bursts.ts'

const MASTER = 'everybody'
const READY_MS = 10_000

/** Why sound cannot be recorded here, as a reason to print after `NOT RUN:`; null when it can. */
export function whyNoSound(): string | null {
  if (process.platform !== 'linux') return 'PulseAudio is a thing of Linux'
  const missing = ['pulseaudio', 'pactl', 'pacat', 'parec', 'ffmpeg'].filter(
    (tool) => spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status !== 0,
  )
  return missing.length > 0 ? `there is no ${missing.join(', no ')} on this machine` : null
}

/**
 * A sound system of its own, of which no other knows. Each of the `ears` is a sink that somebody plays into; all of them
 * are channels of one sink without a device, so that whoever records that one has all on one clock.
 */
export class Pulse implements AsyncDisposable {
  readonly ears: number
  readonly #folder: string
  readonly #daemon: ChildProcess

  private constructor(ears: number, folder: string, daemon: ChildProcess) {
    this.ears = ears
    this.#folder = folder
    this.#daemon = daemon
  }
  static async start(ears: number): Promise<Pulse> {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-pulse-'))
    const modules = [
      `module-native-protocol-unix socket=${socketIn(folder)} auth-anonymous=1`,
      `module-null-sink sink_name=${MASTER} format=s16le rate=${RATE} channels=${ears} channel_map=${channels(ears)}`,
      ...Array.from({ length: ears }, (_, ear) => {
        const maps = `channels=1 channel_map=mono master_channel_map=aux${ear}`
        return `module-remap-sink sink_name=${nameOf(ear)} master=${MASTER} ${maps} remix=no`
      }),
    ]
    const daemon = spawn(
      'pulseaudio',
      [
        // Nothing of the machine's own: no configuration, no sound system of the user, no other client's shared memory.
        '-n',
        '--daemonize=no',
        '--system=no',
        '--use-pid-file=no',
        '--exit-idle-time=-1',
        '--log-target=stderr',
        ...modules.flatMap((module) => ['-L', module]),
      ],
      { env: environment(folder), stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const complaints: string[] = []
    daemon.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString()))
    const pulse = new Pulse(ears, folder, daemon)
    for (const from = performance.now(); !pulse.#isReady(); await sleep(50)) {
      if (daemon.exitCode === null && performance.now() - from < READY_MS) continue
      await pulse.close()
      throw new Error(`PulseAudio does not start: ${complaints.join('')}`)
    }
    pulse.control('set-default-sink', nameOf(0))
    return pulse
  }
  /** What a program that plays into that ear needs to know. */
  env(ear: number): Record<string, string> {
    return { ...environment(this.#folder), PULSE_SINK: nameOf(ear) }
  }
  /** Samples of all ears, one of each in turn, as 16 bits; until it is killed. */
  record(): ChildProcess {
    const format = ['--raw', '--format=s16le', `--rate=${RATE}`, `--channels=${this.ears}`]
    const map = `--channel-map=${channels(this.ears)}`
    return spawn('parec', [...format, map, '--latency-msec=50', `--device=${MASTER}.monitor`], {
      env: environment(this.#folder),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }
  /** Plays a source until it is over: into the sink of all with a channel for each ear, samples in turn, or into another. */
  async play(samples: Buffer, { sink = MASTER, count = this.ears } = {}): Promise<void> {
    const format = ['--raw', '--format=s16le', `--rate=${RATE}`, `--channels=${count}`, `--device=${sink}`]
    const map = count === this.ears ? [`--channel-map=${channels(count)}`] : []
    const player = spawn('pacat', [...format, ...map], {
      env: environment(this.#folder),
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    const ended = once(player, 'exit')
    player.stdin.end(samples)
    await ended
  }
  /** From now on, a sink that plays into those of all ears as a program would that plays into each; gives its name. */
  combine(): string {
    const ears = Array.from({ length: this.ears }, (_, ear) => nameOf(ear)).join(',')
    const name = 'combined'
    this.control('load-module', 'module-combine-sink', `sink_name=${name}`, `slaves=${ears}`, 'adjust_time=0')
    return name
  }
  control(...words: string[]): string {
    const { stdout, stderr, status } = spawnSync('pactl', words, { env: environment(this.#folder), encoding: 'utf8' })
    if (status !== 0) throw new Error(`pactl ${words.join(' ')}: ${stderr}`)
    return stdout
  }
  async close(): Promise<void> {
    if (this.#daemon.exitCode === null && this.#daemon.signalCode === null) {
      const gone = once(this.#daemon, 'exit')
      this.#daemon.kill('SIGKILL')
      await gone
    }
    await rm(this.#folder, { recursive: true, force: true })
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #isReady(): boolean {
    const asked = spawnSync('pactl', ['list', 'short', 'sinks'], { env: environment(this.#folder), encoding: 'utf8' })
    return asked.status === 0 && asked.stdout.includes(nameOf(this.ears - 1))
  }
}

const socketIn = (folder: string) => join(folder, 'native')
const nameOf = (ear: number) => `ear${ear}`
const channels = (count: number) => Array.from({ length: count }, (_, at) => `aux${at}`).join(',')

/** Whatever the person at this machine has set up for their own sound stays out of it. */
function environment(folder: string): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('PULSE_') ? [] : [[name, value] as const],
  )
  return {
    ...Object.fromEntries(own),
    PULSE_SERVER: `unix:${socketIn(folder)}`,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_CONFIG_HOME: folder,
  }
}
