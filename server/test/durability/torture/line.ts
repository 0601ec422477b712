import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Sent } from './ledger.ts'

const Own = z.looseObject({ type: z.literal('message_created'), client_id: z.string() })
const Failed = z.looseObject({ type: z.literal('error'), code: z.string() })

/** A WebSocket that is opened again whenever it is needed and not there. */
export type Line = {
  /**
   * Sends them in one go; resolves with those of which no `message_created` came before the connection broke.
   * `onHeard` gets each event that says that one is stored.
   */
  say(burst: readonly Sent[], onHeard: (sent: Sent, event: unknown) => void): Promise<Sent[]>
  close(): void
}

export function openLine(url: string, token: () => string): Line {
  let socket: WebSocket | null = null

  const connected = async (): Promise<WebSocket | null> => {
    if (socket?.readyState === WebSocket.OPEN) return socket
    const opening = new WebSocket(`${url.replace(/^http/, 'ws')}/ws?token=${token()}`)
    socket = opening
    return new Promise((resolve) => {
      opening.once('open', () => resolve(opening))
      // `close` follows.
      opening.on('error', () => undefined)
      opening.once('close', () => resolve(null))
    })
  }
  return {
    async say(burst, onHeard) {
      const open = new Map(burst.map((sent) => [sent.key, sent]))
      const live = await connected()
      if (live === null) return [...burst]
      await new Promise<void>((resolve, reject) => {
        const done = () => {
          live.off('message', listen)
          live.off('close', done)
          resolve()
        }
        const listen = (data: Buffer) => {
          const json: unknown = JSON.parse(data.toString())
          const event = Own.safeParse(json)
          if (Failed.safeParse(json).success) reject(new Error(`a chat_message was answered with ${data.toString()}`))
          const sent = event.success ? open.get(event.data.client_id) : undefined
          if (!event.success || !sent) return
          open.delete(sent.key)
          try {
            onHeard(sent, event.data)
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
          if (open.size === 0) done()
        }
        live.on('message', listen)
        live.on('close', done)
        for (const { key, channelId, original } of burst) {
          live.send(JSON.stringify({ type: 'chat_message', channel_id: channelId, content: original, client_id: key }))
        }
      })
      return [...open.values()]
    },
    close: () => socket?.close(),
  }
}
