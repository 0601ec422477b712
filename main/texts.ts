/** All that the shell itself says: menus, tray, questions, sentences. What the page says is in its own catalogue. */
export const TEXTS = {
  app: 'Stuffchat',
  menu: { edit: 'Edit', view: 'View', window: 'Window' },
  tray: {
    open: 'Open Stuffchat',
    unread: (count: number) => (count === 1 ? 'Stuffchat: 1 unread message' : `Stuffchat: ${count} unread messages`),
    hosting: (room: string) => `Hosting ${room}`,
    quit: 'Quit',
  },
  badge: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  calls: {
    stranger: 'This page may not use the app.',
    bug: 'That did not work, and the app is to blame. Please try again; its log says more.',
  },
  tokens: {
    plain:
      'This system has no password store, so whoever can read your files can sign in as you. Install GNOME Keyring or KWallet to change that.',
    memory: 'This system keeps no passwords for the app: you sign in again each time it starts.',
  },
  documents: {
    readOnly: 'These settings were written by a newer Stuffchat, so changes are not kept. Please update this one.',
  },
  rooms: {
    otherIdentity:
      'This room has another key than the one that is saved for it, so it was not saved. Forget the saved room first, if you know that the new one is right.',
    tooMany: 'Too many rooms are open at once. Quit Stuffchat, start it again, and open this one first.',
  },
  hosting: {
    portTaken: (port: number) => `Another program uses port ${port}. Close it, or choose another port for the room.`,
    broken: (reason: string) => (/[.!?]$/.test(reason) ? reason : `${reason}.`),
    chooseBackup: 'Choose the folder of a backup',
    restore: 'Restore',
    noRoomFolder: 'There is no room on this computer yet. Host one first.',
  },
  talkKey: {
    missing: 'This Stuffchat comes without the part that sees keys while another program is in front.',
    noSuchKey: 'This key can only be used while Stuffchat is in front. Please choose another one.',
    wayland:
      'On Wayland no app may see keys while another program is in front. In the window the key works; a session on X11 allows both.',
    notTrusted:
      'macOS must allow it first: System Settings, Privacy & Security, Accessibility, switch Stuffchat on, then try again.',
    refused: 'The system does not let Stuffchat see keys while another program is in front.',
    ended: 'Stuffchat no longer sees the key while another program is in front. Please switch it on again.',
  },
  updates: {
    failed: 'There was no answer about updates. Is this computer on the internet?',
    notReady: 'There is no update to install yet.',
  },
  links: { failed: 'Your browser could not be opened. Please copy the link instead.' },
} as const
