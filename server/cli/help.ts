import { z } from 'zod'
import { Limits } from '../options.ts'

export const help = (defaultDataDir: string): string => `Host a Stuffchat room without a window.

  npm run server -- [options]              host a room
  npm run server -- discover [--json]      which rooms are near
  npm run server -- doctor [--json]        can friends reach the room? says what is in the way, and what helps
  npm run server -- doctor HOST:PORT       the same from a friend's computer: does the room there answer?
  npm run server -- backup DIR             copy a room, running or not, into an empty folder
  npm run server -- restore DIR            bring such a copy back; what is there is moved aside

Options
  --host H               address to listen on (default: all of them)
  --port N               port (default: 22800; 0 picks a free one)
  --data-dir D           where the room's data lies (default: ${defaultDataDir})
  --backup-dir D         where backups go that an admin makes in the app (default: the data's name with -backups)
  --name TEXT            name of the room
  --open                 anybody may sign up (this is so at first)
  --invite-only          only with an invitation
  --guests, --no-guests  whether a name is enough to come in, into public channels (at first it is not)
  --tls-cert FILE        a certificate of your own (PEM) and
  --tls-key FILE         its key (default: the room makes both)
  --map-port, --no-map-port
                         whether the router is asked to let friends on the internet in (at first it is not)
  --ice-server URL       a STUN or TURN server for calls: stun:HOST:PORT or turn:USER:SECRET@HOST:PORT; repeatable
  --origin URL           a web page that may use this room, or the address behind a proxy; repeatable
  --trusted-proxy CIDR   a proxy whose X-Forwarded-For is believed; repeatable
  --allow-fetch CIDR     private addresses that fetches may reach; repeatable
  --private-files        files need a session or a signed address; without it, whoever knows an address may fetch
  --installers DIR       folder with the app's packages, which browser guests may then get from the room
  --password-cost LOG2N  cost of a password's hash (default: 15)
  --limit NAME=VALUE     see below; repeatable; rates=off lifts all rate limits
  --no-announce          do not announce the room on the local network
  --log-level L          trace, debug, info, warn (default), error, fatal or silent, on standard error
  --json                 one line of JSON per event on standard output
  --grant-admin USER     make somebody an admin (while the room is stopped), and end
  --known ADDRESS        discover: ask there too; repeatable
  --for SECONDS          discover: end after this (default: 3, with --json when it is stopped)
  --help, --version

Every option has an environment variable: --data-dir is STUFFCHAT_DATA_DIR; lists are separated by commas.

Limits and their defaults
${limits()}
`

function limits(): string {
  const defaults: Record<string, unknown> = Limits.parse({})
  return Object.entries(Limits.shape)
    .map(([name, schema]) => {
      const meaning = schema instanceof z.ZodType ? (schema.description ?? '') : ''
      return `  ${`${name}=${String(defaults[name])}`.padEnd(46)} ${meaning}`.trimEnd()
    })
    .join('\n')
}
