import type { CSSProperties } from 'react'

const HUES = ['clay', 'straw', 'moss', 'fern', 'sea', 'sky', 'iris', 'rose'] as const
export type Hue = (typeof HUES)[number]

/** A person's colour: always the same, in every room and theme (FNV-1a over the id). */
export function hueOf(id: string): Hue {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return HUES[(hash >>> 8) % HUES.length] ?? 'straw'
}

/** `--hue` and `--hue-ink`, for styles to use. */
export function hueVars(id: string): CSSProperties {
  const hue = hueOf(id)
  const vars: Record<`--${string}`, string> = { '--hue': `var(--p-${hue})`, '--hue-ink': `var(--p-${hue}-ink)` }
  return vars
}
