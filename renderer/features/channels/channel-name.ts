import { ChannelName } from '#protocol/channels.ts'

/** The name as the room will keep it, or null when it will not take it. */
export function channelName(typed: string): string | null {
  const parsed = ChannelName.safeParse(typed)
  return parsed.success ? parsed.data : null
}
