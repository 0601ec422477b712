import { getVoiceConfig } from '#protocol/voice.ts'
import { type Operation, handle } from '../../http/operation.ts'
import { parseIceServer } from './ice.ts'

/** `iceServers` as the options have them. */
export function voiceRoutes(deps: { iceServers: readonly string[] }): Operation[] {
  const iceServers = deps.iceServers.flatMap((text) => parseIceServer(text) ?? [])
  return [handle(getVoiceConfig, async () => ({ ice_servers: iceServers }))]
}
