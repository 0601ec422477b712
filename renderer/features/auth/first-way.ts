export type Way = 'guest' | 'up' | 'in'

/** The way in that is offered first: back in for who was here with an account, else whatever asks for least. */
export function firstWay(known: {
  /** The account that signed in last on this device; empty without. */
  lastName: string
  /** The page was signed in until now. */
  wasHere: boolean
  /** An invitation has led here. */
  hasCode: boolean
  takesGuests: boolean
}): Way {
  if (known.lastName !== '' && (known.wasHere || !known.hasCode)) return 'in'
  if (known.takesGuests) return 'guest'
  // Without a name to sign in with one was a guest, if anybody.
  return 'up'
}
