import type { Channel } from '#protocol/channels.ts'

/** The channels as the column lists them: text first, then voice, each by creation. */
export function sectionsOf(channels: readonly Channel[]): { text: Channel[]; voice: Channel[] } {
  return { text: channels.filter((one) => !one.is_voice), voice: channels.filter((one) => one.is_voice) }
}

/** The channel before (-1) or after (1) this one in the column, round and round; of `isWanted` ones, when given. */
export function neighbourOf(
  channels: readonly Channel[],
  id: string | null,
  step: -1 | 1,
  isWanted: (channel: Channel) => boolean = () => true,
): Channel | null {
  const { text, voice } = sectionsOf(channels)
  const all = [...text, ...voice]
  const here = all.findIndex((channel) => channel.id === id)
  const start = here === -1 ? (step === 1 ? -1 : all.length) : here
  for (let far = 1; far <= all.length; far++) {
    const at = (((start + step * far) % all.length) + all.length) % all.length
    const channel = all[at]
    if (channel && channel.id !== id && isWanted(channel)) return channel
  }
  return null
}

/** Where one lands in a room: where one was last, else in the first text channel, else in any. */
export function landingOf(channels: readonly Channel[], recent: readonly string[]): Channel | null {
  for (const id of recent) {
    const known = channels.find((channel) => channel.id === id)
    if (known) return known
  }
  return channels.find((channel) => !channel.is_voice) ?? channels[0] ?? null
}
