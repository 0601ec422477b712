import * as ws from 'ws'

// `ws` exports its Sender, whose `frame` is the framing of RFC 6455 section 5.2; its types leave it out.
type FrameOptions = { fin: boolean; rsv1: boolean; opcode: number; mask: boolean; readOnly: boolean }
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a documented export that the types lack
const { frame } = (ws as unknown as { Sender: { frame(data: Buffer, options: FrameOptions): Buffer[] } }).Sender

const TEXT = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true } as const

/** One complete unmasked text frame, made once for everybody who is to get it. */
export const textFrame = (text: string): Buffer => Buffer.concat(frame(Buffer.from(text), TEXT))

/**
 * What one turn of the event loop brought a connection, as a path in a tree: connections that were sent the same
 * frames in the same order share a node, and so the one buffer that is written to each of them.
 */
export type Batch = {
  frame: Buffer | null
  before: Batch | null
  next: Map<Buffer, Batch> | null
  last: Batch | null
  joined: Buffer | null
}

export const emptyBatch = (): Batch => ({ frame: null, before: null, next: null, last: null, joined: null })

export function append(batch: Batch, data: Buffer): Batch {
  if (batch.last?.frame === data) return batch.last
  const known = batch.next?.get(data)
  if (known) {
    batch.last = known
    return known
  }
  const made: Batch = { frame: data, before: batch, next: null, last: null, joined: null }
  if (batch.last) {
    batch.next ??= new Map(batch.last.frame ? [[batch.last.frame, batch.last]] : [])
    batch.next.set(data, made)
  }
  batch.last = made
  return made
}

/** All its frames, one after the other. */
export function joinBatch(batch: Batch): Buffer {
  if (batch.joined) return batch.joined
  const frames: Buffer[] = []
  for (let at: Batch | null = batch; at?.frame; at = at.before) frames.push(at.frame)
  batch.joined = frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames.toReversed())
  return batch.joined
}

/** The socket below a `WebSocket`: the few things of it that batched writing needs. */
export type Wire = { write(data: Buffer): boolean; readonly writableLength: number; readonly destroyed: boolean }
/** What is half received: `ws` knows it, and does not tell. */
type Receiver = { _state: number; _bufferedBytes: number; _fragmented: number }

// oxlint-disable typescript/no-unsafe-type-assertion -- two private fields of ws, used here only (see frames.test.ts)
export const wireOf = (socket: ws.WebSocket) => (socket as unknown as { _socket: Wire | null })._socket
const receiverOf = (socket: ws.WebSocket) => (socket as unknown as { _receiver: Receiver | null })._receiver

// oxlint-enable typescript/no-unsafe-type-assertion

/** Writes complete frames past `ws`. Without compression its own pings and closes are whole writes too, so they never mix. */
export function writeFrames(socket: ws.WebSocket, wire: Wire, data: Buffer): void {
  if (socket.readyState === ws.WebSocket.OPEN && !wire.destroyed) wire.write(data)
}

/** Has a frame or a message begun that has not ended? */
export function isMidFrame(socket: ws.WebSocket): boolean {
  const receiver = receiverOf(socket)
  return receiver !== null && (receiver._state !== 0 || receiver._bufferedBytes > 0 || receiver._fragmented > 0)
}
