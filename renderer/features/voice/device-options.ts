import type { SoundDevice } from './device-list.ts'

/** The value that stands for the system's choice; no device has this id. */
export const SYSTEM = ''
type Texts = { system: string; gone: string; unnamed(at: number): string }

/** What can be chosen: the system's choice, what is there, and the chosen one though it is gone. */
export function deviceOptions(
  devices: readonly SoundDevice[],
  chosen: string | null,
  t: Texts,
): { value: string; label: string }[] {
  const isGone = chosen !== null && !devices.some(({ id }) => id === chosen)
  return [
    { value: SYSTEM, label: t.system },
    ...devices.map(({ id, label }, at) => ({ value: id, label: label === '' ? t.unnamed(at + 1) : label })),
    ...(isGone ? [{ value: chosen, label: t.gone }] : []),
  ]
}
