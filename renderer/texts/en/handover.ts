import type { Installer } from '#protocol/installers.ts'

const platforms: Record<Installer['platform'], string> = { windows: 'Windows', macos: 'macOS', linux: 'Linux' }
const archs: Record<NonNullable<Installer['arch']> | 'any', string> = {
  x64: 'Intel and AMD',
  arm64: 'ARM and Apple silicon',
  ia32: '32 bit',
  armv7: 'ARM, 32 bit',
  universal: 'all machines',
  any: '',
}
const kinds: Record<Installer['kind'], string> = {
  setup: 'installs itself',
  portable: 'runs without being installed',
  dmg: 'disk image',
  zip: 'archive',
  appimage: 'AppImage, runs without being installed',
  deb: 'package for Debian and Ubuntu',
  tar: 'archive',
}

export const handover = {
  noteLabel: 'About this connection',
  note: 'Others on this network can read along.',
  move: 'Move to the encrypted page',
  getApp: 'Get the app',

  titles: { talk: 'Talking needs another page', move: 'Move to the encrypted page', app: 'Get the app' },
  talk: 'Talk here',
  talkText:
    'Browsers give the microphone to encrypted pages only, and this one is not. Text, files and music work here all the same.',
  talkMove: 'In this browser',
  talkMoveText: 'The room has an encrypted page too. You stay signed in.',
  talkApp: 'In the app',
  talkAppText: 'The app is always encrypted, and finds the room by itself.',

  moveText:
    'The same room, and you stay signed in. On that page nobody on the network can read along, and there is a microphone.',
  moveWarns:
    'Your browser will warn that it does not know the certificate. That is expected: the room made it itself, and no company vouches for it.',
  moveCompare:
    'The room’s key begins with these digits. The host sees them too; Chrome and Edge show them in the certificate, as the public key’s SHA-256.',
  moveGo: 'Then choose “Advanced” and go on to the page.',
  moveNow: 'Go there',
  moveSoon: 'The way over is open for a minute. After that you sign in there as usual.',
  noTls: 'This room has no encrypted page. Ask its host, or get the app.',

  asksTitle: (name: string): string => `Go on as ${name}?`,
  asksText: (here: string): string => `On this page ${here} is signed in.`,
  comeAs: (name: string): string => `Go on as ${name}`,
  stayAs: (name: string): string => `Stay ${name}`,

  appText: 'Voice and music, your rooms side by side, and rooms nearby without an address.',
  noInstallers: 'This room has no installer to give. Ask its host for the app.',
  noPhones: 'There is no app for phones and tablets. The room works in their browsers.',
  others: 'Other packages',
  all: 'Packages',
  installersText:
    'They come from this room’s host, and nobody else has checked them. Install them only if you trust the host.',
  forMachine: (platform: string, arch: string): string => (arch === '' ? platform : `${platform}, ${arch}`),
  platforms,
  archs,
  kinds,

  connection: 'This connection',
  isEncrypted: 'Encrypted. Nobody on the network can read along.',
  isOverheard: 'Not encrypted: others on this network can read along, and there is no microphone.',
  isLocal: 'This page comes from this computer; nothing of it goes over the network.',
  roomKey: 'Key of the room',
}
