import { z } from 'zod'
import { defineRoute } from './route.ts'

/** As WebRTC takes it: https://www.w3.org/TR/webrtc/#rtciceserver-dictionary */
export const IceServer = z
  .object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() })
  .meta({ id: 'IceServer' })
export type IceServer = z.infer<typeof IceServer>

/** On one network, calls need no server between them: there is none unless the host named one. */
export const getVoiceConfig = defineRoute({
  method: 'GET',
  path: '/api/voice/config',
  auth: 'user',
  summary: 'Which STUN and TURN servers calls may use; none unless the host named them (ext)',
  response: z.object({ ice_servers: z.array(IceServer) }),
})
