import { rowsOf } from './table.ts'

/**
 * What every frame brings its sender, written from the contract:
 * `ok` its effect · `n` the error not_a_member · `h` an error, the same as for an unknown channel · `no` some other error
 * · `quiet` nothing, neither effect nor error, as for an unknown channel · `401` no connection.
 * A signal goes to the bystander, who is a member, or to an outsider, who is not: both must be able to read the channel.
 */
export const FRAME_ROWS = rowsOf(`
# command     | situation         | nobo gues memb  read  left  mana  owne  admi  insi  expi revo
join          | public            | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
join          | private           | 401  h    ok    ok    h     ok    ok    h     ok    401  401
leave         | public            | 401  ok   ok    ok    quiet ok    ok    quiet ok    401  401
leave         | private           | 401  quiet ok   ok    quiet ok    ok    quiet ok    401  401
chat_message  | public            | 401  ok   ok    no    n     ok    ok    n     ok    401  401
chat_message  | private           | 401  h    ok    no    h     ok    ok    h     ok    401  401
typing        | public            | 401  ok   ok    no    n     ok    ok    n     ok    401  401
typing        | private           | 401  h    ok    no    h     ok    ok    h     ok    401  401
join_call     | public            | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
join_call     | private           | 401  h    ok    ok    h     ok    ok    h     ok    401  401
leave_call    | public            | 401  ok   ok    ok    quiet ok    ok    quiet ok    401  401
leave_call    | private           | 401  quiet ok   ok    quiet ok    ok    quiet ok    401  401
voice_state   | public            | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
voice_state   | private           | 401  h    ok    ok    h     ok    ok    h     ok    401  401
shareplay_action | public         | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
shareplay_action | private        | 401  h    ok    ok    h     ok    ok    h     ok    401  401
shareplay_report | public         | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
shareplay_report | private        | 401  h    ok    ok    h     ok    ok    h     ok    401  401
webrtc_signal | public            | 401  ok   ok    ok    n     ok    ok    n     ok    401  401
webrtc_signal | private           | 401  h    ok    ok    h     ok    ok    h     ok    401  401
webrtc_signal | public, outsider  | 401  no   no    no    n     no    no    n     no    401  401
webrtc_signal | private, outsider | 401  h    no    no    h     no    no    h     no    401  401
ping          |                   | 401  ok   ok    ok    ok    ok    ok    ok    ok    401  401
`)
