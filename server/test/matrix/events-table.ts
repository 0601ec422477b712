/**
 * Who hears an event of a channel, written from the contract, beside the connection that acts: somebody who joined the
 * channel; a member who did not; one who had joined and then left (or was removed); one who is no member and never had
 * joined; and an admin who is no member. In the words of the table: `x` hears it, once.
 */
export const OBSERVERS = ['joined', 'unjoined', 'left', 'outsider', 'admin'] as const
export type Observer = (typeof OBSERVERS)[number]

const TABLE = `
# event               | joined unjoined left outsider admin
connection_metadata   | .  .  .  .  .
message_created       | x  x  .  .  .
message_edited        | x  .  .  .  .
message_deleted       | x  .  .  .  .
reaction_updated      | x  .  .  .  .
user_updated          | x  x  x  x  x
typing                | x  .  .  .  .
room_state            | .  .  .  .  .
voice_joined          | x  .  .  .  .
voice_left            | x  .  .  .  .
voice_state           | x  .  .  .  .
shareplay_state       | .  .  .  .  .
shareplay_update      | x  .  .  .  .
shareplay_cleared     | x  .  .  .  .
shareplay_report      | x  .  .  .  .
webrtc_signal         | .  .  .  .  .
pong                  | .  .  .  .  .
channel_updated       | x  x  .  .  .
member_added          | x  x  .  .  .
member_removed        | x  x  .  .  .
presence_changed      | x  x  .  .  .
read_marker           | .  .  .  .  .
error                 | .  .  .  .  .
channel_created       | x  x  .  .  .
channel_deleted       | x  x  .  .  .
server_closing        | x  x  x  x  x
`

export type Heard = Record<Observer, boolean>
export const EVENT_ROWS: readonly { type: string; heard: Heard }[] = TABLE.split('\n')
  .filter((line) => line.includes('|') && !line.startsWith('#'))
  .map((line) => {
    const [type = '', cells = ''] = line.split('|').map((part) => part.trim())
    const [joined, unjoined, left, outsider, admin] = cells.split(/ +/).map((cell) => cell === 'x')
    if (admin === undefined) throw new Error(`too few cells: ${line}`)
    return { type, heard: { joined: !!joined, unjoined: !!unjoined, left: !!left, outsider: !!outsider, admin } }
  })
