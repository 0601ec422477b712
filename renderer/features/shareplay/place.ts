/** Which channel's music is shown: that of the voice channel one looks at; beside other channels that of one's call. */
export function musicPlace(at: {
  open: { id: string; is_voice: boolean } | null
  /** The channel of one's call, when that is in this room. */
  call: string | null
}): string | null {
  if (at.open?.is_voice) return at.open.id
  return at.call
}
