import type { SettingsTab } from '../../app/place.ts'

export type SettingsAround = { hasRoom: boolean; isDesktop: boolean }
/** What belongs to the account in a room, and what to this device. */
export type SettingsGroups = { room: readonly SettingsTab[]; device: readonly SettingsTab[] }

const ROOM: readonly SettingsTab[] = ['profile', 'sessions', 'emoji']
const DEVICE: readonly SettingsTab[] = ['notifications', 'audio', 'appearance', 'shortcuts', 'desktop', 'about']

/** The settings that there are here. */
export const groupsOf = ({ hasRoom, isDesktop }: SettingsAround): SettingsGroups => ({
  room: hasRoom ? ROOM : [],
  device: DEVICE.filter((tab) => tab !== 'desktop' || isDesktop),
})

/** What is shown of what is asked for; `null` is their list, where there is no room beside it. */
export function shownTab(wanted: SettingsTab | null, groups: SettingsGroups, isNarrow: boolean): SettingsTab | null {
  const all = [...groups.room, ...groups.device]
  if (wanted !== null && all.includes(wanted)) return wanted
  return isNarrow ? null : (all[0] ?? null)
}
