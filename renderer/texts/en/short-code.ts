export const shortCode = {
  title: 'A code to read out',
  textOpen: 'Six digits instead of a link. Whoever types them finds this room among those nearby.',
  textInviteOnly: 'Six digits instead of a link. They let one person in.',
  make: 'Make a code',
  renew: 'New code',
  end: 'End it',
  label: (digits: string): string => `The code is ${digits.split('').join(' ')}`,
  left: (left: string): string => `Good for another ${left}`,
  /** Minutes and seconds. */
  time: (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
}
