/** What the window is called: `(3) general · Basement LAN`. Unread messages count up to 99. */
export function titleOf({ unread, channel, room }: { unread: number; channel: string | null; room: string }): string {
  const count = unread === 0 ? '' : `(${unread > 99 ? '99+' : unread}) `
  return `${count}${channel === null ? '' : `${channel} · `}${room}`
}
