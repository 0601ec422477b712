/** The one place where tests of the renderer meet the room itself. */
// oxlint-disable-next-line no-restricted-imports -- A wire test needs a real room; the sources never import this file.
export { type TestRoom, startRoom } from '../../server/test/room.ts'
// oxlint-disable-next-line no-restricted-imports -- As above.
export type { Person } from '../../server/test/client.ts'
