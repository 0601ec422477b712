import { getInstaller, listInstallers } from '#protocol/installers.ts'
import { type Operation, handleOpen } from '../../http/operation.ts'
import type { Installers } from './service.ts'

export const installerRoutes = (installers: Installers): Operation[] => [
  handleOpen(listInstallers, async () => installers.list()),
  handleOpen(getInstaller, ({ params }) => installers.open(params.name)),
]
