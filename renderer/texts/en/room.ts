import type { ShortcutId, ShortcutPlace } from '../../features/room/shortcuts.ts'

const shortcuts: Record<ShortcutId, string> = {
  quickSwitch: 'Go to a channel or a person',
  search: 'Search messages',
  previousChannel: 'Channel above',
  nextChannel: 'Channel below',
  previousUnread: 'Unread channel above',
  nextUnread: 'Unread channel below',
  markRead: 'Close what is open, else mark the channel as read',
  settings: 'Settings',
  help: 'This list',
  walkMessages: 'Message above or below',
  messageMenu: 'What one can do with the message',
  editMessage: 'Edit',
  reply: 'Reply',
  react: 'React',
  deleteMessage: 'Delete',
  editLast: 'Edit your last message, while the box is empty',
  send: 'Send',
  newLine: 'New line',
  bold: 'Bold',
  italic: 'Italic',
}
const places: Record<ShortcutPlace, string> = {
  room: 'Anywhere in the room',
  log: 'On a message',
  composer: 'While writing',
}

export const room = {
  shortcuts,
  shortcutPlaces: places,
  shortcutsTitle: 'Keys',
  or: 'or',
  appName: 'Stuffchat',
  skip: 'Skip to the conversation',

  rooms: 'Rooms',
  addRoom: 'Add',
  unreadThere: 'unread messages',
  notReachable: 'not reachable',

  roomMenu: 'Room menu',
  connected: (ms: number | null): string => (ms === null ? 'Connected' : `Connected, ${ms} ms`),
  connecting: 'Connecting …',
  notConnected: 'Not connected',
  quality: (level: number): string => ['no', 'poor', 'fair', 'good', 'very good'][level] ?? '',
  qualityLabel: (word: string): string => `${word} connection`,
  hostPanel: 'Host panel',
  invite: 'Invite people',
  browse: 'Find channels',
  settings: 'Settings',
  keys: 'Keys',
  signOut: 'Sign out',
  signOutTitle: 'Sign out of this room?',
  signOutText: (room: string): string => `You need your name and password to get back into ${room}.`,
  signOutGuest: (room: string): string =>
    `As a guest you cannot come back into ${room} under this name. To keep it, choose a password in the settings first.`,
  signOutUnsent: (count: number): string =>
    count === 1
      ? ' One message is not sent yet. It waits here until you are back.'
      : ` ${count} messages are not sent yet. They wait here until you are back.`,

  inviteTitle: 'Invite people',
  inviteOpen: 'Whoever has this link and can reach the room may join.',
  inviteOnce: 'This link lets one person in. Make another for the next.',
  inviteNowhere:
    'This page only knows the room by an address of this machine, which leads nobody else here. Open the room by its address in the network, or ask the host for the link.',
  inviteLink: 'Link',
  inviteAnother: 'New link',
  copyLink: 'Copy link',

  lostTitle: 'The room cannot be reached.',
  restartingTitle: 'The room is restarting.',
  kept: 'What you write is kept and sent later.',
  nextTry: (seconds: number): string => `Next try in ${seconds} s`,
  trying: 'Trying …',
  tryNow: 'Try now',

  loading: 'Loading the channels …',
  noChannelsTitle: 'No channels yet',
  noChannelsText: 'A room talks in channels. Make the first one.',
  noChannelsGuest: 'A room talks in channels. Who has an account here can make the first one.',
  makeChannel: 'Make a channel',
  goneTitle: 'This channel is not here',
  goneText: 'It was deleted, or it is not open to you.',
  leftTitle: (name: string): string => `You have left ${name}`,
  leftText: 'It is open to everybody. Join again to read and write there.',
  joinAgain: 'Join again',
  toFirst: (name: string): string => `Go to ${name}`,
  failed: 'The channels could not be loaded.',

  channelsBack: 'Channels',
  search: 'Search',
  people: 'People',
  about: (name: string): string => `About ${name}`,
  voiceChannel: 'Voice channel',
  publicChannel: 'Open to everybody in the room',
  privateText: 'Only its members see it',
  owner: 'Owner',
  created: 'Made',
  messages: 'Messages',
  onDate: (date: Date): string =>
    date.toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' }),
  number: (count: number): string => count.toLocaleString(),
}
