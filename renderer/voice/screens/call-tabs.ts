import { markAsCall } from './own-sound.ts'

/**
 * Which other tabs of this app are in a call, in the same browser. Needed beside what a tab says of itself to whoever
 * shares it (own-sound.ts): in private windows Chromium tells nobody, and such a tab looks like any other page.
 */
export type CallTabs = {
  /** This tab is in a call from now on, until the function that comes back is called. */
  enter(): () => void
  isCallElsewhere(): Promise<boolean>
  /** Another tab has entered a call. */
  onCallElsewhere(listener: () => void): () => void
}
const NAME = 'stuffchat-call'

export function browserCallTabs({
  navigator,
  AbortController,
  BroadcastChannel,
}: Window & typeof globalThis): CallTabs {
  // Neither is there over plain http, whatever the types say; nor can anything be shared from there.
  const devices = 'mediaDevices' in navigator ? navigator.mediaDevices : undefined
  const locks = 'locks' in navigator ? navigator.locks : undefined
  return {
    enter() {
      if (devices) markAsCall(devices)
      const channel = new BroadcastChannel(NAME)
      channel.postMessage('entered')
      channel.close()
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const giveUp = new AbortController()
      // Shared: any number of tabs hold it, and each can be counted.
      locks?.request(NAME, { mode: 'shared', signal: giveUp.signal }, () => held).catch(() => {})
      return () => {
        giveUp.abort()
        release()
      }
    },
    async isCallElsewhere() {
      const { held = [] } = (await locks?.query()) ?? {}
      // One of them is this tab's own.
      return held.filter(({ name }) => name === NAME).length > 1
    },
    onCallElsewhere(listener) {
      const channel = new BroadcastChannel(NAME)
      channel.addEventListener('message', listener)
      return () => channel.close()
    },
  }
}
