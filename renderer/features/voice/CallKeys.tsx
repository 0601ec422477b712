import { useCall } from './use-call.ts'
import { useCallKeys } from './use-call-keys.ts'

/** The keys of a call, apart from what of it is loaded only once there is one: whoever mutes at once is muted. */
export function CallKeys(): null {
  useCallKeys(useCall())
  return null
}
