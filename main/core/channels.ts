import type { DesktopEventName } from '#protocol/bridge.ts'

/** The names under which calls and events cross: `stuffchat:hosting.start`, `stuffchat:event:deep_link`. */
export const callChannel = (group: string, method: string): string => `stuffchat:${group}.${method}`
export const eventChannel = (name: DesktopEventName): string => `stuffchat:event:${name}`

/**
 * How a call is answered. A rejection would reach the page as "Error invoking remote method …": the sentence crosses as
 * data, and the preload script makes the error of it.
 */
export type Reply = { ok: true; value: unknown } | { ok: false; sentence: string }
