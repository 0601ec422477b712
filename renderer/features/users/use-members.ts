import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Member as MemberSchema, getChannelInfo } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'

export type Member = z.infer<typeof MemberSchema>
type Info = z.infer<typeof getChannelInfo.response>

/** Who is in a channel, and may do what. */
export const useMembers = (channelId: string) => useQuery<Member[]>({ queryKey: keys.members(channelId) })
/** Its owner, its age, how much was said in it; asked for each time, for messages count up without an event of this. */
export const useChannelInfo = (channelId: string) =>
  useQuery<Info>({ queryKey: keys.info(channelId), refetchOnMount: 'always' })
