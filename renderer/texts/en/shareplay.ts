const songs = (count: number): string => (count === 1 ? '1 song' : `${count} songs`)
const ms = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value)} ms`

/** Minutes as one says them: `16 min`, `1 h 5 min`. */
function minutes(seconds: number): string {
  const all = Math.max(1, Math.round(seconds / 60))
  if (all < 60) return `${all} min`
  return all % 60 === 0 ? `${all / 60} h` : `${Math.floor(all / 60)} h ${all % 60} min`
}

export const shareplay = {
  title: 'SharePlay',
  open: 'SharePlay',
  openPlaying: (title: string): string => `SharePlay, ${title} plays`,
  close: 'Close SharePlay',
  listening: (count: number): string => `${count} listening`,
  away: 'The room is away at the moment, so nothing has changed. Try again when it is back.',

  outsideTitle: (title: string): string => `${title} plays here`,
  outsideText: 'Everybody in the call hears it at the same moment. Join the call to listen.',
  pausedOutside: 'There is music in this call, just not playing. Join the call to play it.',
  quietTitle: 'Play music together',
  quietText:
    'Songs from links, searches and files, for everybody in the call at the same moment. Join the call to begin.',
  joinToListen: 'Join the call to listen',
  playsHere: (title: string): string => `${title} plays in this call.`,

  emptyTitle: 'Nothing plays yet',
  emptyText:
    'Paste a link, type what to search for, or drop a file. Everybody in the call hears it at the same moment.',
  nowPlaying: 'Now playing',
  announce: (title: string): string => `Now playing: ${title}`,
  addedBy: (name: string): string => `added by ${name}`,
  addedByYou: 'added by you',
  byArtist: (artist: string, added: string): string => `${artist}, ${added}`,
  position: 'Position',
  positionText: (at: string, of: string | null): string => (of === null ? at : `${at} of ${of}`),
  fetchingShort: (percent: number | null): string => (percent === null ? 'Fetching …' : `Fetching, ${percent} %`),
  fetchingLabel: (title: string): string => `Fetching ${title}`,
  startsItself: 'It starts by itself as soon as it is here.',
  loadingHere: (percent: number | null): string =>
    percent === null ? 'Loading on this device …' : `Loading on this device, ${percent} %`,
  blocked: 'Your browser plays nothing before you click.',
  unblock: 'Let it play',
  cannotPlay: 'This device cannot play this song. The others may hear it all the same.',
  failedSkips: 'The next song follows in a moment.',

  shuffle: 'Shuffle what comes next',
  previous: 'Back to the start, or to the song before',
  next: 'Next song',
  play: 'Play for everybody',
  pause: 'Pause for everybody',
  repeats: { Off: 'Repeat: off', All: 'Repeat: all songs', One: 'Repeat: this song' },
  repeatShort: { Off: null, All: 'All', One: 'One' },
  volume: 'Music volume',
  volumeText: 'Only on this device, apart from voices.',
  percent: (percent: number): string => `${percent} %`,
  ducks: 'softer while people speak',
  ducked: 'softer now',

  queue: (count: number): string => `Queue, ${count}`,
  queueLabel: 'Queue',
  queueTotal: (seconds: number, isExact: boolean): string =>
    isExact ? minutes(seconds) : `${minutes(seconds)} and more`,
  states: { playing: 'playing', paused: 'paused', waiting: 'waits for its turn' },
  playThis: (title: string): string => `Play ${title} now`,
  pauseThis: (title: string): string => `Pause ${title}`,
  resumeThis: (title: string): string => `Play ${title}`,
  moreAbout: (title: string): string => `More about ${title}`,
  drag: (title: string): string => `Drag ${title} to another place`,
  playNow: 'Play now',
  playNext: 'Play next',
  moveUp: 'Move up',
  moveDown: 'Move down',
  copyLink: 'Copy the link',
  remove: 'Remove',
  removeKey: 'Del',
  retry: 'Retry',
  failedUnknown: 'It could not be fetched.',
  movedTo: (title: string, place: number, count: number): string => `${title} is now number ${place} of ${count}.`,
  removed: (title: string): string => `${title} is removed.`,

  clear: 'Clear the queue',
  clearTitle: 'Clear the queue?',
  clearText: (count: number): string => `The music stops for everybody, and ${songs(count)} will be gone.`,
  clearConfirm: 'Clear',

  add: 'Add',
  addLabel: 'Add music',
  addHint: 'Link, search, or drop a file',
  chooseFiles: 'Choose music files',
  dropTitle: 'Drop to add to the queue',
  dropText: 'Music files, or a link.',
  noMusic: (name: string): string => `${name} is no music. Audio and video files can be played.`,
  emptyFile: (name: string): string => `${name} is empty.`,
  tooLarge: (name: string, limit: string): string => `${name} is too large: a file has at most ${limit}.`,
  tooMany: (most: number): string => `That were too many files at once: ${most} go together.`,
  noFolders: 'Folders cannot be added. Choose the songs in it.',
  uploads: 'Songs on their way',
  uploadFailed: (why: string): string => `Not added: ${why}`,
  playFile: 'Play in the call',
  fileLost: (name: string): string => `${name} was not added: the connection broke. Try it again.`,
  fileAdded: (name: string): string => `${name} is in the queue.`,

  inStep: 'In step',
  within: (most: number): string => `all within ${most} ms`,
  notYet: 'nothing is playing',
  onlyYou: 'nobody else tells yet',
  offsetOf: (name: string): string => `${name}, to the room’s clock`,
  offset: ms,
  hears: {
    playing: 'plays',
    loading: 'loading',
    blocked: 'blocked by their browser',
    failed: 'cannot play it',
    idle: 'silent',
  },
  inStepText: 'How far each listener’s sound is ahead of the room (+) or behind it (−).',

  lineUp: 'Line up this device',
  lineUpTitle: 'Line up this device',
  lineUpText:
    'Speakers and headphones may be late without saying so, those without a cable most of all. Play the clicks here and on a device beside you, and move the slider until they are one.',
  nudge: 'This device plays',
  nudgeText: (value: number): string =>
    value === 0 ? 'as usual' : `${Math.abs(value)} ms ${value > 0 ? 'earlier' : 'later'}`,
  nudgeReset: 'Back to 0',
  clickStart: 'Play clicks',
  clickStop: 'Stop the clicks',
  clickText: 'One each second, for you alone. The music is silent here meanwhile.',
  clickNeedsCall: 'The clicks follow the room’s clock: join a call to hear them.',
  music: 'Shared music',
  duck: 'Softer while people speak',
  duckText: 'The music comes back by itself when it is quiet.',
}
