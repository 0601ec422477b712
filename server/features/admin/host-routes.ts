import * as routes from '#protocol/host.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { BackupService } from './backups.ts'
import type { OverviewService } from './overview.ts'

/** What the host panel needs beside the admin's routes. */
export const hostRoutes = ({ host, backups }: { host: OverviewService; backups: BackupService }): Operation[] => [
  handle(routes.getOverview, () => host.overview()),
  handle(routes.listConnections, () => host.connections()),
  handle(routes.listBackups, async () => ({ backups: await backups.list(), job: backups.job() })),
  handle(routes.startBackup, () => backups.start()),
  handle(routes.deleteBackup, ({ params }) => backups.remove(params.name)),
]
