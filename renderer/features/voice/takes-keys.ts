/** For a control that takes the next key for itself, whichever it is: the keys of a call leave it alone. */
export const takesKeys = { 'data-takes-keys': true } as const
export const isTakingKeys = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-takes-keys]') !== null
