import type { Channel, Unread } from '#protocol/channels.ts'
import { unknown } from '#protocol/errors.ts'
import type { Caller } from '../../http/operation.ts'
import type { Publish } from '../../realtime/audience.ts'
import type { Writer } from '../../storage/writer/client.ts'
import { type ChannelAction, refusalFor } from './policy.ts'
import { presentChannel, presentMember, presentUnread } from './present.ts'
import type { RightsInMemory } from './rights.ts'
import type { ChannelStore } from './store.ts'
import type { ChannelChange, MemberSet } from './writes.ts'

export type ChannelDeps = {
  writer: Writer
  store: ChannelStore
  rights: RightsInMemory
  publish: Publish
  /** Ends subscriptions and calls of somebody who lost access; of everybody without a user. */
  onAccessLost(channelId: string, userId?: string): void
  maxChannels: number
}

const MANY = 20

export function createChannelService(deps: ChannelDeps) {
  const { writer, store, rights, publish } = deps

  const demand = (channelId: string, caller: Caller, action: ChannelAction) => {
    const refusal = refusalFor(rights.standing(channelId, caller.userId, caller.isAdmin), action)
    if (refusal) throw refusal
  }
  const deleted = (channelId: string) => {
    const userIds = [...rights.membersOf(channelId).keys()]
    deps.onAccessLost(channelId)
    rights.drop(channelId)
    publish({ kind: 'users', userIds }, { type: 'channel_deleted', channel_id: channelId })
  }
  /** Takes over a committed change and tells whom it concerns; rights first, so that nothing more reaches who is out. */
  const apply = (change: ChannelChange & { deleted?: boolean }) => {
    const channelId = change.channel.id
    if (change.deleted) {
      deleted(channelId)
      return
    }
    rights.apply(change)
    for (const userId of change.removed) {
      deps.onAccessLost(channelId, userId)
      const event = { type: 'member_removed', channel_id: channelId, user_id: userId } as const
      publish({ kind: 'users', userIds: new Set([...rights.membersOf(channelId).keys(), userId]) }, event)
    }
    for (const userId of change.added) {
      publish(
        { kind: 'users', userIds: [userId] },
        { type: 'channel_created', channel: presentChannel(change.channel, userId) },
      )
      // Of many at once, members are told by one channel_updated, not person by person.
      if (change.added.length > MANY) continue
      publish({ kind: 'members', channelId }, { type: 'member_added', channel_id: channelId, user_id: userId })
    }
    if (change.isUpdated || change.added.length > MANY) tellUpdated(channelId)
  }
  const tellUpdated = (channelId: string) => {
    for (const row of store.seenByAll(channelId)) {
      publish(
        { kind: 'users', userIds: [row.user_id] },
        { type: 'channel_updated', channel: presentChannel(row, row.user_id) },
      )
    }
  }

  return {
    /** Takes over what another feature's committed write did to a channel. */
    apply,
    async list(caller: Caller, joinable: boolean): Promise<Channel[]> {
      const rows = joinable ? await store.joinableFor(caller.userId) : await store.listFor(caller.userId)
      return rows.map((row) => presentChannel(row, caller.userId))
    },
    unread: async (caller: Caller): Promise<Unread[]> => (await store.listFor(caller.userId)).map(presentUnread),

    async create(
      caller: Caller,
      body: {
        name: string
        is_voice?: boolean | undefined
        is_private?: boolean | undefined
        members?: string[] | undefined
      },
    ): Promise<Channel> {
      const change = await writer.runBy(
        caller,
        'channels.create',
        {
          userId: caller.userId,
          name: body.name,
          isVoice: body.is_voice ?? false,
          isPrivate: body.is_private ?? false,
          members: body.members ?? [],
          maxChannels: deps.maxChannels,
        },
        (made) => {
          rights.apply(made)
          const channel = (userId: string) =>
            ({ type: 'channel_created', channel: presentChannel(made.channel, userId) }) as const
          publish({ kind: 'users', userIds: [caller.userId] }, channel(caller.userId))
          const others = made.members.map((member) => member.user_id).filter((id) => id !== caller.userId)
          publish({ kind: 'users', userIds: others }, channel(''))
        },
      )
      return presentChannel(change.channel, caller.userId)
    },
    async patch(
      caller: Caller,
      id: string,
      body: { name?: string | undefined; is_voice?: boolean | undefined; is_private?: boolean | undefined },
    ): Promise<void> {
      demand(id, caller, 'change')
      const input = { id, userId: caller.userId, name: body.name, isVoice: body.is_voice, isPrivate: body.is_private }
      await writer.runBy(caller, 'channels.patch', input, apply)
    },
    async delete(caller: Caller, id: string): Promise<void> {
      demand(id, caller, 'delete')
      await writer.runBy(caller, 'channels.delete', { id, userId: caller.userId }, () => deleted(id))
    },
    async join(caller: Caller, id: string): Promise<void> {
      demand(id, caller, 'join')
      await writer.runBy(caller, 'channels.join', { id, userId: caller.userId }, apply)
    },
    async leave(caller: Caller, id: string): Promise<void> {
      demand(id, caller, 'leave')
      await writer.runBy(caller, 'channels.leave', { id, userId: caller.userId }, apply)
    },
    async members(caller: Caller, id: string) {
      demand(id, caller, 'list_members')
      return (await store.members(id)).map(presentMember)
    },
    async changeMembers(
      caller: Caller,
      id: string,
      body: { add?: string[] | undefined; remove?: string[] | undefined; set?: MemberSet[] | undefined },
    ): Promise<void> {
      demand(id, caller, 'change_members')
      const input = { id, userId: caller.userId, add: body.add ?? [], remove: body.remove ?? [], set: body.set ?? [] }
      await writer.runBy(caller, 'channels.members', input, apply)
    },
    isOwner(caller: Caller, id: string): boolean {
      demand(id, caller, 'read')
      return rights.standing(id, caller.userId, caller.isAdmin)?.isOwner ?? false
    },
    async info(caller: Caller, id: string) {
      demand(id, caller, 'read')
      const info = await store.info(id)
      if (!info) throw unknown('channel')
      return info
    },
    async markRead(caller: Caller, id: string, messageId: string): Promise<void> {
      demand(id, caller, 'read')
      await writer.runBy(caller, 'channels.read', { channelId: id, userId: caller.userId, messageId }, ({ moved }) => {
        const event = { type: 'read_marker', channel_id: id, last_read_message_id: messageId } as const
        if (moved) publish({ kind: 'users', userIds: [caller.userId] }, event)
      })
    },
    async markNotified(caller: Caller, id: string, messageId: string): Promise<void> {
      demand(id, caller, 'read')
      await writer.runBy(caller, 'channels.notified', { channelId: id, userId: caller.userId, messageId })
    },
  }
}
export type ChannelService = ReturnType<typeof createChannelService>
