import type { EmojiData } from 'frimousse'
import { useEffect, useSyncExternalStore } from 'react'
import { z } from 'zod'
import { sentenceOf } from '../../api/errors.ts'
import { Observable } from '../../api/observable.ts'
import { useApp } from '../../app/context.tsx'
import { type EmojiIndex, indexOf, plainEmoji } from './emoji-index.ts'

/** On the own origin (vite.config.ts): a LAN has no CDN. */
const BASE = '/emojibase'
const Shortcodes = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

export type EmojiSource = { readonly data: EmojiData; readonly index: EmojiIndex }
type State = { readonly source: EmojiSource | null; readonly sentence: string | null }
const state = new Observable<State>({ source: null, sentence: null })
let loading: Promise<EmojiSource> | null = null

/** The unicode emojis that this system can draw, with their names. Fetched when first asked for, and once. */
export function loadEmoji(): Promise<EmojiSource> {
  loading ??= load().then(
    (source) => {
      state.set({ source, sentence: null })
      return source
    },
    (error: unknown) => {
      // The next one who asks tries again.
      loading = null
      state.set({ source: null, sentence: sentenceOf(error) })
      throw error
    },
  )
  return loading
}
/** What has come so far. */
export const loadedEmoji = (): EmojiSource | null => state.getSnapshot().source

async function load(): Promise<EmojiSource> {
  const [{ createEmojiDataCache, defaultEmojiDataResolver }, shortcodes] = await Promise.all([
    import('frimousse'),
    fetchShortcodes(),
  ])
  const all = await defaultEmojiDataResolver('en', { emojibaseUrl: BASE })
  // It keeps half a megabyte in localStorage, where unsent messages need the room; the browser's cache has it anyway.
  createEmojiDataCache({ name: `frimousse/data/${BASE}` }).clear()
  const emojis = all.emojis.map((one) => ({ ...one, emoji: plainEmoji(one.emoji) }))
  return { data: { ...all, emojis }, index: indexOf(emojis, shortcodes) }
}
async function fetchShortcodes(): Promise<z.infer<typeof Shortcodes>> {
  const response = await fetch(`${BASE}/en/shortcodes.json`)
  if (!response.ok) throw new Error(`The names of the emojis did not come (${response.status}).`)
  return Shortcodes.parse(await response.json())
}

/** What has come, and why it did not; begins to load while `isWanted`. */
export function useEmoji(isWanted: boolean): State & { retry(): void } {
  const { onTrouble } = useApp()
  const current = useSyncExternalStore(state.subscribe, state.getSnapshot)
  const isMissing = isWanted && !current.source
  useEffect(() => {
    if (isMissing) loadEmoji().catch(onTrouble)
  }, [isMissing, onTrouble])
  return { ...current, retry: () => void loadEmoji().catch(onTrouble) }
}
