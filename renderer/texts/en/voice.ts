import type { Grade } from '../../features/voice/quality.ts'
import type { CaptureFailure, SoundNews } from '../../voice/screens/capture.ts'
import type { CallEnd, LinkState, Silence } from '../../voice/state.ts'

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`)

/** After "Nobody can hear you: ". What is so, and what to do. */
const silence: Record<Silence, string> = {
  insecure: 'browsers give no microphone to pages that are not encrypted. You hear the others all the same.',
  no_permission: 'the microphone is not allowed here. Allow it beside the address, or in the system’s settings.',
  no_device: 'no microphone is plugged in. Plug one in, and it is used at once.',
  device_failed: 'the microphone cannot be opened. Another program may have it. Close that, or choose another one.',
  system_muted: 'the system, or a switch on the device, has muted the microphone.',
  silent_track: 'the microphone gives nothing at all, not even noise. Look for a mute switch on it, or choose another.',
  wrong_device: 'this is what the computer itself plays, not a microphone. Choose another one.',
  gate_closed: 'you speak more softly than the voice gate lets through. Lower its threshold.',
  no_link: 'nobody is connected to you just now.',
}
const links: Record<LinkState, string> = {
  connecting: 'connecting …',
  connected: 'connected',
  recovering: 'reconnecting …',
  failed: 'cannot be reached',
}
/** What a link that is not there means, and what to try. */
const linkTexts: Record<LinkState, string> = {
  connecting: 'The way to them is being looked for. That takes a moment.',
  connected: 'You are connected directly, without the room between you.',
  recovering: 'The way to them broke and is being mended. Until then you do not hear each other.',
  failed:
    'No way leads from your device to theirs. Are both in the same network, and does a firewall or a guest Wi-Fi keep devices apart? It is tried again by itself.',
}
const grades: Record<Grade, string> = { good: 'good', fair: 'fair', poor: 'poor' }
const ends: Record<CallEnd, string> = {
  removed: 'You are no longer in this channel, so the call has ended for you.',
  signed_out: 'You are signed out, so the call has ended for you.',
  channel_gone: 'The channel is deleted, and its call with it.',
  lost: 'The call has ended, because the room could not be reached again. Join it anew.',
}

const captureFailures: Record<CaptureFailure, string> = {
  insecure: 'Browsers share no screen from pages that are not encrypted. Open the room over https, or in the app.',
  unsupported: 'This browser cannot share a screen; those of phones cannot. Watching works.',
  no_permission:
    'The system does not let this program see the screen. Allow screen recording for it in the system’s privacy settings, and start it anew.',
  nothing: 'There is no screen or window to share.',
  not_readable: 'The system gives no picture of it. Choose another window, or the whole screen.',
  failed: 'The screen could not be shared. Try again, or choose another window.',
}
const withoutSound: Record<SoundNews, string> = {
  call_tab: 'Shared without sound: that tab may be in a call, and the others would hear themselves.',
  with_call:
    'Shared without sound: the call itself would be in it, and the others would hear themselves. Share a single browser tab to share its sound.',
  no_sound: 'Shared without sound: none came with it. Some systems give the sound of a browser tab only.',
}

export const voice = {
  join: 'Join',
  move: 'Move',
  leave: 'Leave',
  joinCall: (channel: string): string => `Join the call in ${channel}`,
  leaveCall: (channel: string): string => `Leave the call in ${channel}`,
  moveTo: (channel: string): string => `Move to the call in ${channel}`,
  moved: (from: string, to: string): string => `You left the call in ${from} and are now in ${to}.`,
  ends,

  bar: (channel: string): string => `Your call in ${channel}`,
  inRoom: (room: string): string => `in ${room}`,
  toChannel: (channel: string): string => `Go to ${channel}`,
  duration: 'Time in the call',
  people,
  joining: 'Joining …',
  reconnecting: 'Room away.',
  reconnectingText: 'You still hear each other. Nobody can come in until it is back.',
  cutOffText: 'You are cut off. It is tried again by itself.',
  alone: 'Nobody else is here yet.',
  connection: (grade: string): string => `Connection ${grade}`,
  connections: 'Connections',
  connectionIs: 'connection',

  mute: 'Mute',
  deafen: 'Deafen',
  nobodyHears: 'Nobody can hear you:',
  mutedButSpeaking: 'You are muted, but you speak.',
  hold: 'Hold to talk',
  more: 'Microphone and sound',
  testAndMore: 'Test, and more settings',

  /** Beside the meter: what the microphone does now. */
  states: {
    muted: 'muted',
    deafened: 'deafened',
    sending: 'you are heard',
    /** It goes out, and there is nobody to whom. */
    unheard: 'nobody is connected',
    gateClosed: 'gate closed',
    keyUp: (key: string): string => `hold ${key} to talk`,
    open: 'always open',
    none: 'no microphone',
  },
  level: 'Level of your microphone',
  levelText: (db: number | null): string => (db === null ? 'silent' : `${db} dB`.replace('-', '−')),

  modes: { gate: 'Voice gate', key: 'Push to talk', open: 'Always' },
  mode: 'When you are heard',
  modeTexts: {
    gate: 'While you speak louder than the threshold.',
    key: (key: string): string => `While you hold ${key}. In this window it is not typed then.`,
    open: 'All the time, with everything around you.',
  },

  call: (channel: string): string => `Call in ${channel}`,
  speaking: 'speaking',
  listening: 'listening',
  muted: 'muted',
  deafened: 'deafened',
  sharing: 'shares a screen',
  otherDevice: 'on another device',
  alsoElsewhere: 'also on another device',
  devices: (count: number): string => `${count} devices`,
  links,
  linkTexts,
  ownDeviceText:
    'This is you on another device. The two are not connected to each other. Wear headphones, or mute one of them: others may hear you twice.',

  person: (name: string): string => `${name} in the call`,
  volume: (name: string): string => `Volume of ${name}`,
  volumeShort: 'Volume',
  percent: (percent: number): string => `${percent} %`,
  usualVolume: 'Back to 100 %',
  volumeText: 'Only on this device.',
  grades,
  figures: {
    loss: 'Lost',
    jitter: 'Jitter',
    rtt: 'Round trip',
    lossValue: (percent: string): string => `${percent} %`,
    ms: (ms: number): string => `${ms} ms`,
    unknown: 'not known yet',
  },

  silence,
  talkWays: 'Talk anyway',
  chooseMicrophone: 'Choose a microphone',
  tryAgain: 'Try again',
  changeGate: 'Change the threshold',

  costly: (count: number, kbit: number): string =>
    `${people(count)} are more than a call is made for: everybody sends their voice to each of the others, here ${count - 1} times, about ${kbit} kbit/s up. If it stutters, split up.`,

  /** Said to screen readers. */
  news: {
    joined: (names: string): string => `${names} joined the call.`,
    left: (names: string): string => `${names} left the call.`,
    speaks: (name: string): string => `${name} speaks.`,
    and: (names: readonly string[]): string => new Intl.ListFormat('en', { type: 'conjunction' }).format(names),
    muted: 'You are muted.',
    unmuted: 'You are no longer muted.',
    deafened: 'You are deafened and muted.',
    undeafened: 'You are no longer deafened.',
    reconnecting: 'The room is away. You still hear each other.',
    cutOff: 'You are cut off from the call. It is tried again by itself.',
    back: 'The room is back.',
  },

  holdToTalk: 'Talk while held, with push to talk',
  keyNames: {
    Backquote: 'the key left of 1',
    Space: 'Space',
    ControlLeft: 'left Ctrl',
    ControlRight: 'right Ctrl',
    ShiftLeft: 'left Shift',
    ShiftRight: 'right Shift',
    AltLeft: 'left Alt',
    AltRight: 'right Alt',
    MetaLeft: 'left system key',
    MetaRight: 'right system key',
    CapsLock: 'Caps Lock',
  } satisfies Record<string, string>,
  audio: {
    microphone: 'Microphone',
    input: 'Microphone',
    output: 'Where you hear others',
    system: 'As the system chooses',
    unnamed: (at: number): string => `Device ${at}`,
    gone: 'Not plugged in',
    unplugged: 'The chosen device is not plugged in. Until it is back, the system’s choice is used.',
    noOutputs: 'This browser plays where the system says. Choose there.',
    permission: {
      granted: 'The microphone is allowed here.',
      ask: 'The browser asks before it gives the microphone, and shows the names of devices only then.',
      denied:
        'The microphone is blocked here. Allow it beside the address or in the system’s settings, then come back.',
      insecure: 'Browsers give no microphone to pages that are not encrypted, and this one is not.',
    },
    testText: 'The microphone is open only while you test it, or are in a call.',
    startTest: 'Test the microphone',
    stopTest: 'End the test',
    opening: 'Opening the microphone …',
    record: (seconds: number): string => `Record ${seconds} s and listen`,
    recording: 'Recording. Say something.',
    playing: 'This is how you sound to others.',
    stopPlaying: 'Stop',
    talking: 'When you are heard',
    gate: 'Threshold',
    gateAuto: 'Find the threshold by itself',
    gateAutoText: 'It stays a little above the noise of your room.',
    gateDb: (db: number): string => `${db} dB`.replace('-', '−'),
    ungated:
      'The voice gate does not work with this microphone here, so you are heard all the time. Choose another one, or push to talk.',
    gateText: 'Test the microphone and set it so that the bar passes the line only when you speak.',
    key: 'Talk key',
    keyPress: 'Press the key …',
    keyNeeded: 'You need this key to write or to move about. Choose another one.',
    keyUnknown: 'This key has no name by which it could be known again. Choose another one.',
    keyGlobal: 'Works while another program is in front',
    keyGlobalText:
      'The app then sees every key that is pressed on this computer, to find this one. It keeps none and sends none.',
    keyGlobalFailed: (why: string): string => `The key works in this window only: ${why}`,
    slept: 'The computer went to sleep, so you left the call.',
    voice: 'How your voice is made',
    noise: 'Noise suppression',
    noises: { learned: 'Learned', browser: 'Browser', off: 'Off' },
    noiseTexts: {
      learned:
        'A small model takes out fans, keyboards and hum. It runs on this device and costs a little of its power.',
      browser: 'What the browser brings along: lighter, and less thorough.',
      off: 'Everything is sent as it is. For music, or a quiet room with a good microphone.',
    },
    noiseFallback: 'The learned one could not be loaded here, so the browser’s is used.',
    echo: 'Echo cancellation',
    echoText: 'Takes out what your speakers play. Without headphones you need it.',
    gain: 'Automatic gain',
    gainText: 'Makes soft voices louder, and loud ones softer.',
    listening: 'Hearing',
    cues: 'Sounds of the call',
    cuesText: 'When somebody comes or goes, and when you mute.',
    saySpeakers: 'Say who begins to speak',
    saySpeakersText: 'For screen readers: a name, at most every few seconds.',
  },
  keyNumpad: (rest: string): string => `${rest} on the number pad`,

  screens: {
    share: 'Share a screen',
    sharing: 'You share a screen',
    shareAnother: 'Share another one …',
    choose: 'Choose what to share …',
    menu: 'Sharing a screen',
    prefer: 'What it is for',
    prefers: { motion: 'Movement', detail: 'Text' },
    preferTexts: {
      motion: 'Games and films: up to 60 pictures a second. Letters may blur when the link is narrow.',
      detail: 'Code and documents: every letter sharp, fewer pictures.',
    },
    sound: 'With its sound',
    soundText: 'Where the system gives it without the call in it: of a browser tab, mostly.',
    enough: (most: number): string => `You share ${most} already; more would make all of them slow.`,
    failures: captureFailures,
    withoutSound,

    stage: (count: number): string => (count === 1 ? '1 shared screen' : `${count} shared screens`),
    of: (name: string): string => `Screen of ${name}`,
    own: 'Your screen',
    ownText: 'The others see this.',
    stop: 'Stop sharing',
    enlarge: (what: string): string => `${what}: enlarge`,
    shrink: (what: string): string => `${what}: back to a tile`,
    full: (what: string): string => `${what}: full screen`,
    leaveFull: (what: string): string => `${what}: leave full screen`,
    hide: (what: string): string => `${what}: stop watching`,
    watch: 'Watch',
    isHidden: (name: string): string => `${name} shares a screen.`,
    volume: (what: string): string => `Sound of: ${what}`,
    waiting: 'Waiting for the picture …',
    news: {
      began: (name: string): string => `${name} shares a screen.`,
      ended: (name: string): string => `${name} no longer shares a screen.`,
    },

    picker: {
      title: 'What do you want to share?',
      text: 'Everybody in the call sees it until you stop.',
      screens: 'Whole screens',
      windows: 'Windows',
      looking: 'Looking for screens and windows …',
      emptyTitle: 'Nothing to share',
      emptyText:
        'The system names no screen or window. On a Mac, allow screen recording for Stuffchat in the privacy settings, then start it anew.',
      again: 'Look again',
      noPicture: 'no preview',
      sound: 'With the sound of this computer',
      soundText: 'Left out again when the call would be in it.',
      share: 'Share',
      cancel: 'Cancel',
    },
  },
}
