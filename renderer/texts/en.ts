import { auth } from './en/auth.ts'
import { channels } from './en/channels.ts'
import { common } from './en/common.ts'
import { composer } from './en/composer.ts'
import { doctor } from './en/doctor.ts'
import { emoji } from './en/emoji.ts'
import { files } from './en/files.ts'
import { find } from './en/find.ts'
import { handover } from './en/handover.ts'
import { host } from './en/host.ts'
import { join } from './en/join.ts'
import { messages } from './en/messages.ts'
import { notifications } from './en/notifications.ts'
import { room } from './en/room.ts'
import { settings } from './en/settings.ts'
import { shortCode } from './en/short-code.ts'
import { shareplay } from './en/shareplay.ts'
import { start } from './en/start.ts'
import { ui } from './en/ui.ts'
import { users } from './en/users.ts'
import { voice } from './en/voice.ts'

/** Every visible text, in English: the catalogue that others are translated from. */
export const en = {
  language: 'en',
  auth,
  channels,
  common,
  composer,
  doctor,
  emoji,
  files,
  find,
  handover,
  host,
  join,
  messages,
  notifications,
  room,
  settings,
  shareplay,
  shortCode,
  start,
  ui,
  users,
  voice,
}
export type Texts = typeof en
