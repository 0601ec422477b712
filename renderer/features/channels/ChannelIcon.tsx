import { AudioLines, LockKeyhole, TextAlignStart } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'

/** What kind of channel it is, as a picture; the words stand beside it or in its link. */
export function ChannelIcon({ channel, size = 16 }: { channel: Channel; size?: number }) {
  const Icon = channel.is_voice ? AudioLines : channel.is_private ? LockKeyhole : TextAlignStart
  return <Icon aria-hidden size={size} />
}
