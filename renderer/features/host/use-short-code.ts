import { useQuery } from '@tanstack/react-query'
import { type ShortCode, getShortCode } from '#protocol/invites.ts'
import { useLive } from '../../app/context.tsx'

/** Somebody may use it meanwhile: it is asked for this often (milliseconds). */
const EVERY_MS = 5_000
export const SHORT_CODE_KEY = ['host', 'short_code'] as const

/** One's own six digits, while they are good; null: there are none. */
export function useShortCode() {
  const { call } = useLive()
  return useQuery<ShortCode | null>({
    queryKey: SHORT_CODE_KEY,
    queryFn: async ({ signal }) => (await call(getShortCode, {}, { signal })).code,
    staleTime: 0,
    refetchInterval: EVERY_MS,
    networkMode: 'always',
  })
}
