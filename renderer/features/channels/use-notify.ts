import { useApp, usePreferences, useRoom } from '../../app/context.tsx'
import { Notify } from '../../app/preferences.ts'

/** What a channel's notifications are set to on this device; null: as all channels are. */
export function useNotify(channelId: string): { chosen: Notify | null; isMuted: boolean; choose(value: string): void } {
  const { preferences } = useApp()
  const name = `${useRoom().key}:${channelId}`
  const { notify_channels } = usePreferences()
  const chosen = notify_channels[name] ?? null
  return {
    chosen,
    isMuted: chosen === 'none',
    /** Anything that is no setting means: as all channels are. */
    choose(value) {
      const wanted = Notify.safeParse(value)
      const { [name]: _, ...others } = preferences.getSnapshot().notify_channels
      preferences.set({ notify_channels: wanted.success ? { ...others, [name]: wanted.data } : others })
    },
  }
}
