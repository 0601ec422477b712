import { z } from 'zod'
import { Observable } from '../api/observable.ts'

export const Notify = z.enum(['all', 'mentions', 'none'])
export type Notify = z.infer<typeof Notify>

/** A person's wishes on this device. Each falls back by itself, so that a new version loses no more than it must. */
const Preferences = z.object({
  theme: z.enum(['system', 'dark', 'light']).catch('system'),
  /** Percent of the reader's own font size. */
  text_size: z.number().min(80).max(150).catch(100),
  reduce_motion: z.boolean().catch(false),
  sounds: z.boolean().catch(true),
  /** 0 to 1. */
  sound_volume: z.number().min(0).max(1).catch(0.6),
  notifications: z.boolean().catch(false),
  notify: Notify.catch('all'),
  /** By `room:channel`; a channel that is not here follows `notify`. */
  notify_channels: z.record(z.string(), Notify).catch({}),
  send_with: z.enum(['enter', 'ctrl_enter']).catch('enter'),
  /** Whether the right column is open where there is room for it. */
  show_members: z.boolean().catch(true),
  /** Device ids; null: the system's choice. */
  voice_input: z.string().max(500).nullable().catch(null),
  voice_output: z.string().max(500).nullable().catch(null),
  voice_echo: z.boolean().catch(true),
  voice_noise: z.enum(['learned', 'browser', 'off']).catch('learned'),
  voice_gain: z.boolean().catch(true),
  /** When one is heard: above a level, while a key is held, always. */
  voice_mode: z.enum(['gate', 'key', 'open']).catch('gate'),
  /** In dBFS; null: the gate finds it by itself. */
  voice_gate_db: z.number().min(-100).max(0).nullable().catch(null),
  /** `KeyboardEvent.code` of the key that is held to talk. */
  voice_key: z.string().min(1).max(40).catch('Backquote'),
  /** In the desktop app: also while another program is in front. */
  voice_key_global: z.boolean().catch(false),
  /** 0 to 2, by `room:user`. */
  voice_volumes: z.record(z.string(), z.number().min(0).max(2)).catch({}),
  voice_cues: z.boolean().catch(true),
  /** Says to screen readers who begins to speak. */
  voice_say_speakers: z.boolean().catch(true),
  /** 0 to 1: the call's shared music, apart from voices. */
  player_volume: z.number().min(0).max(1).catch(0.8),
  /** Softer while somebody speaks. */
  player_duck: z.boolean().catch(true),
  /** Milliseconds that this device plays earlier (+) or later (−), for what it does not tell of its own delay. */
  player_nudge_ms: z.number().min(-500).max(500).catch(0),
  recent_emoji: z.array(z.string().max(100)).max(32).catch([]),
})
export type Preferences = z.infer<typeof Preferences>
const NAME = 'preferences'

/** Reads and keeps preferences in the device's storage, and tells every view of a change, in other tabs too. */
export class PreferencesStore {
  readonly #window: Window
  readonly #value: Observable<Preferences>

  constructor(deps: { window: Window }) {
    this.#window = deps.window
    this.#value = new Observable(this.#read())
    this.#window.addEventListener('storage', this.#follow)
  }
  get subscribe(): (listener: () => void) => () => void {
    return this.#value.subscribe
  }
  readonly getSnapshot = (): Preferences => this.#value.getSnapshot()
  readonly set = (patch: Partial<Preferences>): void => {
    const next = { ...this.getSnapshot(), ...patch }
    // First: a full storage costs the wish at the next start, not now.
    this.#value.set(next)
    this.#window.localStorage.setItem(NAME, JSON.stringify(next))
  }
  close(): void {
    this.#window.removeEventListener('storage', this.#follow)
  }

  #read(): Preferences {
    const text = this.#window.localStorage.getItem(NAME)
    try {
      return Preferences.parse(text === null ? {} : JSON.parse(text))
    } catch {
      // Not JSON, or no object: damaged, and of no use.
      return Preferences.parse({})
    }
  }
  readonly #follow = (event: StorageEvent): void => {
    if (event.key === NAME) this.#value.set(this.#read())
  }
}
