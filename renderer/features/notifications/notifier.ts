import type { Clock } from '../../api/clock.ts'
import type { Live } from '../../app/live.ts'
import type { Nav } from '../../app/nav.ts'
import type { PreferencesStore } from '../../app/preferences.ts'
import type { Room } from '../../app/room.ts'
import type { Sounds } from '../sounds/sounds.ts'
import type { NoticeBoard } from './board.ts'
import { type RoomList, followLives } from './follow-lives.ts'
import { channelKey, partsOfKey, wishOf } from './policy.ts'
import { type Report, RoomNotices } from './room-notices.ts'
import { type NoticeTexts, wordsOf } from './wording.ts'

export type NotifierDeps = {
  rooms: RoomList
  nav: Pick<Nav, 'getSnapshot' | 'go'>
  preferences: Pick<PreferencesStore, 'getSnapshot'>
  board: NoticeBoard
  sounds: Pick<Sounds, 'play'>
  texts: NoticeTexts
  /** True for the first of this browser's tabs that asks, for each channel and message: one of them tells. */
  claim(key: string, messageId: string): Promise<boolean>
  /** Is this page before the person's eyes? */
  isAttended(): boolean
  clock: Clock
  onTrouble(error: unknown): void
}

/** Tells the person what is said in all their rooms while they look elsewhere, by notification and sound. */
export class Notifier {
  readonly #deps: NotifierDeps
  readonly #notices = new Map<string, RoomNotices>()
  readonly #stops: (() => void)[]

  constructor(deps: NotifierDeps) {
    this.#deps = deps
    this.#stops = [
      followLives(deps.rooms, (room, live) => this.#start(room, live)),
      deps.board.onOpened((key) => this.#open(key)),
    ]
  }
  close(): void {
    for (const stop of this.#stops) stop()
  }

  #start(room: Room, live: Live): () => void {
    const { board, preferences, nav, isAttended, clock, onTrouble } = this.#deps
    const notices = new RoomNotices({
      userId: live.userId,
      cache: live.cache,
      call: live.call,
      onEvent: (listener) => live.socket.onEvent(listener),
      loadOwnPresence: () => live.room.lists.loadPresence([live.userId]),
      wishOf: (channelId) => wishOf(preferences.getSnapshot(), channelKey(room.key, channelId)),
      isLookedAt: (channelId) => {
        const place = nav.getSnapshot()
        return place.screen === 'channel' && place.room === room.key && place.channel === channelId && isAttended()
      },
      tell: (report) => this.#tell(room, report),
      forget: (channelId) => board.close(channelKey(room.key, channelId)),
      clock,
      onTrouble,
    })
    this.#notices.set(room.key, notices)
    return () => {
      notices.close()
      if (this.#notices.get(room.key) === notices) this.#notices.delete(room.key)
    }
  }
  async #tell(room: Room, { channelId, channelName, told, lastId, isMention }: Report): Promise<boolean> {
    const { board, preferences, sounds, rooms, texts, claim } = this.#deps
    if (!(await claim(channelKey(room.key, channelId), lastId))) return false
    const { notifications, sounds: isSoundOn } = preferences.getSnapshot()
    const isHeard = sounds.play(isMention ? 'mention' : 'message')
    if (!notifications || board.permission() !== 'granted') return isHeard
    const where = { channel: channelName, room: rooms.getSnapshot().length > 1 ? room.name : null }
    return await board.show({
      key: channelKey(room.key, channelId),
      ...wordsOf(told, where, texts),
      // One sound is enough; the system makes its own where the browser does not let us.
      silent: isHeard || !isSoundOn,
    })
  }
  #open(key: string): void {
    const parts = partsOfKey(key)
    if (!parts || !this.#deps.rooms.getSnapshot().some((room) => room.key === parts.room)) return
    const { room, channelId } = parts
    const message = this.#notices.get(room)?.firstOf(channelId)
    this.#deps.nav.go({ screen: 'channel', room, channel: channelId, ...(message === undefined ? {} : { message }) })
  }
}
