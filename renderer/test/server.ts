/** The one place where tests of the renderer meet the room itself. */
export { type TestRoom, startRoom } from '../../server/test/room.ts'
export type { Person } from '../../server/test/client.ts'
