import { useRef } from 'react'
import type { Emoji } from '#protocol/emojis.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { loadEmoji, loadedEmoji } from '../emoji/emoji-data.ts'
import { chosenFilesOf } from '../files/chosen-files.ts'
import { conversationOf } from '../messages/conversation-state.ts'
import { contentOf, remaining } from './length.ts'
import { hasShortcode, replaceShortcodes } from './shortcodes.ts'

/** The names of emojis come from the own room, so they come soon or not at all. */
const NAMES_MS = 1_500

/** Sends what stands in the box, with the files of the tray; false when there is nothing that can be sent. */
export function useSend(channelId: string): () => Promise<boolean> {
  const live = useLive()
  const { onTrouble, platform } = useApp()
  const isWaiting = useRef(false)
  return async () => {
    const { drafts, cache, outbox, uploads } = live
    const read = () => contentOf(drafts.of(channelId).getSnapshot())
    const chosen = chosenFilesOf(live)
    if (isWaiting.current || (remaining(read()) ?? 0) < 0) return false
    if (hasShortcode(read()) && !loadedEmoji()) {
      // The box keeps its text meanwhile, so that nothing is lost and nothing overtakes it.
      isWaiting.current = true
      const tooLong = new Promise<void>((resolve) => platform.clock.after(NAMES_MS, resolve))
      await Promise.race([loadEmoji().catch(onTrouble), tooLong])
      isWaiting.current = false
    }
    const own = new Set(cache.getQueryData<Emoji[]>(keys.emojis)?.map(({ name }) => name))
    const content = replaceShortcodes(read(), (name) => (own.has(name) ? undefined : loadedEmoji()?.index.find(name)))
    const files = chosen.take(channelId)
    if (content === '' && files.length === 0) return false
    const conversation = conversationOf(live, channelId)
    const replyTo = conversation.getState().replyTo?.id ?? null
    conversation.setState(({ toEnd }) => ({ replyTo: null, toEnd: toEnd + 1 }))
    drafts.set(channelId, '')
    if (files.length > 0) uploads.add(channelId, files, content, replyTo)
    else
      outbox
        .send({ channel_id: channelId, content, ...(replyTo === null ? {} : { reply_to: replyTo }) })
        .catch(onTrouble)
    return true
  }
}
