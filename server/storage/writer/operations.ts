import * as admin from '../../features/admin/writes.ts'
import * as auth from '../../features/auth/writes.ts'
import * as channels from '../../features/channels/writes.ts'
import * as emojis from '../../features/emojis/writes.ts'
import * as files from '../../features/files/writes.ts'
import * as handover from '../../features/handover/writes.ts'
import * as guests from '../../features/guests/writes.ts'
import * as invites from '../../features/invites/writes.ts'
import * as messages from '../../features/messages/writes.ts'
import * as presence from '../../features/presence/writes.ts'
import * as users from '../../features/users/writes.ts'
import * as connections from '../../features/connections/writes.ts'
import type { Operation } from './transaction.ts'

/** Every write there is, by name. Each runs in the writer thread, in a transaction, and is handed plain data. */
export const operations = {
  'admin.setRoles': admin.setRoles,
  'admin.createRole': admin.createRole,
  'admin.deleteRole': admin.deleteRole,
  'admin.ban': admin.banUser,
  'admin.unban': admin.unbanUser,
  'admin.kick': admin.kickUser,
  'admin.grant': admin.grantAdmin,
  'auth.register': auth.register,
  'auth.signIn': auth.signIn,
  'auth.refresh': auth.refresh,
  'auth.logout': auth.logout,
  'auth.setPassword': auth.setPassword,
  'auth.rehash': auth.rehash,
  'channels.create': channels.createChannel,
  'channels.patch': channels.patchChannel,
  'channels.delete': channels.deleteChannel,
  'channels.join': channels.joinChannel,
  'channels.leave': channels.leaveChannel,
  'channels.members': channels.changeMembers,
  'channels.read': channels.markRead,
  'channels.notified': channels.markNotified,
  'connections.remember': connections.rememberConnection,
  'connections.forget': connections.forgetConnections,
  'emojis.add': emojis.addEmoji,
  'emojis.delete': emojis.deleteEmoji,
  'files.add': files.addFile,
  'files.dropUnattached': files.dropUnattached,
  'handover.redeem': handover.redeem,
  'guests.enter': guests.enterAsGuest,
  'guests.keep': guests.keepAccount,
  'guests.forget': guests.forgetGuests,
  'invites.create': invites.createInvite,
  'invites.delete': invites.deleteInvite,
  'messages.post': messages.postMessage,
  'messages.edit': messages.editMessage,
  'messages.delete': messages.deleteMessage,
  'messages.react': messages.toggleReaction,
  'messages.indexNow': messages.indexNow,
  'presence.save': presence.savePresence,
  'users.update': users.updateUser,
  'users.setAvatar': users.setAvatar,
} satisfies Record<string, Operation>

export type OperationName = keyof typeof operations
export type InputOf<K extends OperationName> = Parameters<(typeof operations)[K]>[1]
export type OutputOf<K extends OperationName> = ReturnType<(typeof operations)[K]>
