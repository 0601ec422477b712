import * as routes from '#protocol/users.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { AuthService } from '../auth/service.ts'
import type { ImageService } from '../files/images.ts'
import type { UserService } from './service.ts'

export function userRoutes(deps: { users: UserService; auth: AuthService; images: ImageService }): Operation[] {
  const { users, auth, images } = deps
  return [
    handle(routes.listUsers, () => users.list()),
    handle(routes.me, ({ caller }) => users.profile(caller.userId)),
    handle(routes.patchMe, ({ caller, body }) => users.update(caller, caller.userId, body)),
    handle(routes.putMyPassword, ({ caller, body, from }) => auth.changePassword(caller, body, from)),
    handle(routes.putMyAvatar, async ({ caller, http }) => {
      const { image } = await images.receiveAvatar(http)
      return images.storing(image, () => users.setAvatar(caller, caller.userId, image))
    }),
    handle(routes.getUser, ({ params }) => users.get(params.id)),
    handle(routes.getAvatar, ({ params }) => users.avatar(params.id)),
  ]
}
