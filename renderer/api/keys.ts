/**
 * The keys of one room's cache (a `QueryClient` per room) and what stands under each. Events change these through
 * `applyEvent`; views read them.
 */
export const keys = {
  /** `Channel[]`: the channels that you are in, by creation, with unread counts. */
  channels: ['channels'],
  /** `Channel[]`: the public ones that you left. */
  joinable: ['joinable'],
  /** `Unread[]`: how far you have read, on any device. */
  unread: ['unread'],
  /** `ChannelWindow`: the part of a channel's history that is loaded (realtime/window.ts). */
  messages: (channelId: string) => ['messages', channelId] as const,
  /** `Member[]` */
  members: (channelId: string) => ['members', channelId] as const,
  /** What `getChannelInfo` says. */
  info: (channelId: string) => ['info', channelId] as const,
  /** `PublicUser[]`: everybody in the room, by name. */
  users: ['users'],
  /** `PublicUser`: one whom that list leaves out. */
  user: (id: string) => ['user', id] as const,
  /** `Profile`: your own. */
  me: ['me'],
  /** `PresenceMap`: status by user id. */
  presence: ['presence'],
  /** `TypingMap`: by user id, until when (milliseconds) somebody counts as typing. */
  typing: (channelId: string) => ['typing', channelId] as const,
  /** `VoiceUsers`: who is in the call, as [user id, session id]. */
  voice: (channelId: string) => ['voice', channelId] as const,
  /** `VoiceStates`: what each session in the call tells of itself; who is missing is neither muted nor anything else. */
  voiceStates: (channelId: string) => ['voice_states', channelId] as const,
  /** `ShareplayState | null`: what the channel plays together. */
  shareplay: (channelId: string) => ['shareplay', channelId] as const,
  /** `ShareplayReports`: how far each listener's sound is from the room, as it says itself. */
  shareplayReports: (channelId: string) => ['shareplay_reports', channelId] as const,
  emojis: ['emojis'],
  invites: ['invites'],
} as const
