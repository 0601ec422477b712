/**
 * A room in a process of its own: `node child-room.ts '{"dataDir":…}'` starts it, prints its address as one line of
 * JSON, and closes it on SIGTERM.
 */
import process from 'node:process'
import { RoomOptions } from '../../options.ts'
import { startServer } from '../../start.ts'

const room = await startServer(RoomOptions.parse(JSON.parse(process.argv[2] ?? '')))
process.once('SIGTERM', () => void room.close())
const routes = room.routes.map(({ method, path }) => `${method} ${path}`)
process.stdout.write(`${JSON.stringify({ url: room.url, port: room.port, routes })}\n`)
