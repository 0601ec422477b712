const listed = new Intl.ListFormat('en', { type: 'disjunction' })

export const join = {
  windowTitle: 'Invitation · Stuffchat',
  title: (name: string): string => `Join ${name}?`,
  titleNameless: 'Join this room?',
  text: 'Somebody sent you this invitation. Nothing has been contacted yet.',
  textTried: 'Somebody sent you this invitation.',
  enterTitle: (name: string): string => `Enter ${name}?`,
  enterText: 'You know this room already.',
  at: 'Where it is',
  identity: 'Its key',
  identityHint: 'The link names this key. Only the room that has it is joined.',
  identityKnown: 'You know this key. Only the room that has it is entered.',
  identityShown: 'The room has shown this key. Its host panel shows the same: compare when in doubt.',
  noIdentity: 'The link names none. You will see the key of whoever answers, before you join.',
  withCode: 'An invitation code is in the link, and will be filled in.',
  changedTitle: (name: string): string => `This is not the ${name} that you know.`,
  changedText:
    'It looks the same but has another key. It may have been set up anew, or somebody pretends to be it. Ask the host before you go on.',
  joinAnyway: 'Join it as a new room',
  join: 'Join',
  enter: 'Enter',
  tryAgain: 'Try again',
  notNow: 'Not now',
  joining: 'Joining …',
  failed: (reason: string): string => `That did not work. ${reason}`,
  refusedTitle: 'This invitation does not work.',
  goOn: 'Go on without it',
  elsewhereTitle: 'This invitation leads to another room.',
  elsewhereText: 'A browser shows one room at a time. The link opens the other one in this tab.',
  openThere: (address: string): string => `Open ${address}`,
  deepLinkRefused: (reason: string): string => `A link was opened that leads nowhere. ${reason}`,

  firstText: 'It is your first time there. This app remembers its key, and sends nothing to any other.',
  rememberAndJoin: 'Remember it and join',
  severalTitle: 'Which room do you mean?',
  severalText: 'More than one room here takes this code. The host sees the key in the host panel.',

  hostKey: 'The key of this room',
  hostKeyHint: 'Whoever comes for the first time without a link sees it, and can compare it with this.',

  missed: {
    closedTitle: 'Nobody answers.',
    closed: (tried: readonly string[]): string =>
      `It was tried at ${listed.format(tried)}. Ask the host whether the room is open, and whether you are on the same network.`,
    changedTitle: 'Another room answers there.',
    changed: (address: string, shown: string): string =>
      `The one at ${address} has another key: ${shown}. Nothing was sent to it. Ask the host for a new invitation.`,
    noTlsTitle: 'No room answers there.',
    noTls: (address: string): string =>
      `Something else is at ${address}, and it does not encrypt. Nothing was sent to it. Ask the host for the address.`,
  },

  stranger: {
    title: (name: string): string => `Somebody else answers where ${name} was.`,
    banner: (address: string): string => `Somebody else answers at ${address}.`,
    bannerText: 'Nothing was sent there, and nothing will be. What you see is from before.',
    more: 'What to do',
    intro: 'Nothing was sent to it: this app talks to the key that it knows, and to no other.',
    at: 'Where somebody else is',
    known: 'The room that you know has the key',
    shows: 'This one shows',
    noTls: 'This one shows none: it does not encrypt, and is no room of Stuffchat.',
    advice:
      'Did the host set the room up anew? Then forget the old one and join again. If not, ask the host first: somebody may pretend to be the room.',
    look: 'Look for the old room nearby',
    looking: 'Looking nearby. If the old room is seen, you are back in it by itself.',
    forget: 'Forget the old room',
    join: 'Join as a new room',
  },
}
