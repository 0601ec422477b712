import { rowsOf } from './table.ts'

/**
 * Who gets what from every route, written from the contract. `403n` is 403 not_a_member. Beside "public" and "private"
 * stands whose message, emoji, invite or login session it is. A private 404 is compared with that of an unknown id.
 */
export const HTTP_ROWS = rowsOf(`
# route                                  | situation     | nobo gues memb read left mana owne admi insi expi revo
GET /api/health                          |               | 200  200  200  200  200  200  200  200  200  200  200
GET /api/openapi.json                    |               | 200  200  200  200  200  200  200  200  200  200  200
POST /api/auth/register                  |               | 200  200  200  200  200  200  200  200  200  200  200
POST /api/auth/login                     |               | 200  200  200  200  200  200  200  200  200  200  200
POST /api/auth/refresh                   |               | 200  200  200  200  200  200  200  200  200  200  200
POST /api/auth/logout                    | own           | -    200  200  200  200  200  200  200  200  -    -
POST /api/auth/logout                    | other         | 401  404  404  404  404  404  404  404  404  401  401
POST /api/auth/handover                  |               | 401  200  200  200  200  200  200  200  200  401  401
# Over plain HTTP, as everything here.
POST /api/auth/handover/redeem           |               | 403  403  403  403  403  403  403  403  403  403  403
# The host has not allowed guests here, and nobody here is one: of them, matrix/guests.test.ts.
POST /api/auth/guest                     |               | 403  403  403  403  403  403  403  403  403  403  403
POST /api/users/me/account               |               | 401  409  409  409  409  409  409  409  409  401  401
GET /api/users                           |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/users/me                        |               | 401  200  200  200  200  200  200  200  200  401  401
PATCH /api/users/me                      |               | 401  200  200  200  200  200  200  200  200  401  401
PUT /api/users/me/password               |               | 401  200  200  200  200  200  200  200  200  401  401
PUT /api/users/me/password               | wrong current | 401  403  403  403  403  403  403  403  403  401  401
PUT /api/users/me/avatar                 |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/users/{id}                      |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/users/{id}/avatar               |               | 401  302  302  302  302  302  302  302  302  401  401

GET /api/channels                        |               | 401  200  200  200  200  200  200  200  200  401  401
POST /api/channels                       |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/channels/unread                 |               | 401  200  200  200  200  200  200  200  200  401  401
PATCH /api/channels/{id}                 | public        | 401  403  403  403  403n 403  200  200  200  401  401
PATCH /api/channels/{id}                 | private       | 401  404  403  403  404  403  200  200  200  401  401
DELETE /api/channels/{id}                | public        | 401  403  403  403  403n 200  200  200  200  401  401
DELETE /api/channels/{id}                | private       | 401  404  403  403  404  200  200  200  200  401  401
POST /api/channels/{id}/read             | public        | 401  200  200  200  403n 200  200  403n 200  401  401
POST /api/channels/{id}/read             | private       | 401  404  200  200  404  200  200  404  200  401  401
POST /api/channels/{id}/notified         | public        | 401  200  200  200  403n 200  200  403n 200  401  401
POST /api/channels/{id}/notified         | private       | 401  404  200  200  404  200  200  404  200  401  401
GET /api/channels/{id}/ownership         | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/channels/{id}/ownership         | private       | 401  404  200  200  404  200  200  404  200  401  401
POST /api/channels/{id}/join             | public        | 401  200  200  200  200  200  200  200  200  401  401
POST /api/channels/{id}/join             | private       | 401  404  200  200  404  200  200  404  200  401  401
POST /api/channels/{id}/leave            | public        | 401  200  200  200  200  200  200  200  200  401  401
POST /api/channels/{id}/leave            | private       | 401  404  200  200  404  200  200  404  200  401  401
GET /api/channels/{id}/members           | public        | 401  200  200  200  403n 200  200  200  200  401  401
GET /api/channels/{id}/members           | private       | 401  404  200  200  404  200  200  200  200  401  401
POST /api/channels/{id}/members          | public        | 401  403  403  403  403n 200  200  200  200  401  401
POST /api/channels/{id}/members          | private       | 401  404  403  403  404  200  200  200  200  401  401
GET /api/channels/{id}/info              | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/channels/{id}/info              | private       | 401  404  200  200  404  200  200  404  200  401  401

GET /api/channels/{id}/messages          | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/channels/{id}/messages          | private       | 401  404  200  200  404  200  200  404  200  401  401
POST /api/channels/{id}/messages         | public        | 401  200  200  403  403n 200  200  403n 200  401  401
POST /api/channels/{id}/messages         | private       | 401  404  200  403  404  200  200  404  200  401  401
PATCH /api/messages/{id}                 | public other  | 401  403  403  403  403n 403  403  403n 403  401  401
PATCH /api/messages/{id}                 | public own    | -    200  200  200  403n 200  200  403n 200  -    -
PATCH /api/messages/{id}                 | private other | 401  404  403  403  404  403  403  404  403  401  401
PATCH /api/messages/{id}                 | private own   | -    -    200  200  404  200  200  -    200  -    -
DELETE /api/messages/{id}                | public other  | 401  403  403  403  403n 200  200  403n 403  401  401
DELETE /api/messages/{id}                | public own    | -    200  200  200  403n 200  200  403n 200  -    -
DELETE /api/messages/{id}                | private other | 401  404  403  403  404  200  200  404  403  401  401
DELETE /api/messages/{id}                | private own   | -    -    200  200  404  200  200  -    200  -    -
PUT /api/messages/{id}/reactions/{emoji} | public        | 401  200  200  200  403n 200  200  403n 200  401  401
PUT /api/messages/{id}/reactions/{emoji} | private       | 401  404  200  200  404  200  200  404  200  401  401
GET /api/messages/{id}/reactions         | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/messages/{id}/reactions         | private       | 401  404  200  200  404  200  200  404  200  401  401
GET /api/search                          |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/search                          | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/search                          | private       | 401  404  200  200  404  200  200  404  200  401  401

POST /api/files                          |               | 401  200  200  200  200  200  200  200  200  401  401
GET /files/{id}/{name}                   | public        | 200  200  200  200  200  200  200  200  200  200  200
GET /files/{id}/{name}                   | private       | 200  200  200  200  200  200  200  200  200  200  200
POST /api/invites                        |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/invites                         |               | 401  200  200  200  200  200  200  200  200  401  401
POST /api/invites/short                  |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/invites/short                   |               | 401  200  200  200  200  200  200  200  200  401  401
DELETE /api/invites/short                |               | 401  200  200  200  200  200  200  200  200  401  401
POST /api/invites/lookup                 |               | 200  200  200  200  200  200  200  200  200  200  200
GET /api/installers                      |               | 200  200  200  200  200  200  200  200  200  200  200
GET /installers/{name}                   |               | 404  404  404  404  404  404  404  404  404  404  404
DELETE /api/invites/{code}               | own           | -    200  200  200  200  200  200  200  200  -    -
# Whose invite an admin may take back the contract leaves open: this room lets them.
DELETE /api/invites/{code}               | other         | 401  404  404  404  404  404  404  200  200  401  401
POST /api/presence/heartbeat             |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/presence/users                  |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/voice/config                    |               | 401  200  200  200  200  200  200  200  200  401  401
GET /api/shareplay/{channel_id}/current  | public        | 401  200  200  200  403n 200  200  403n 200  401  401
GET /api/shareplay/{channel_id}/current  | private       | 401  404  200  200  404  200  200  404  200  401  401
GET /api/shareplay/song/{song_id}        |               | 401  404  404  404  404  404  404  404  404  401  401
GET /api/shareplay/thumbnail/{item_id}   |               | 401  404  404  404  404  404  404  404  404  401  401
GET /api/emojis                          |               | 401  200  200  200  200  200  200  200  200  401  401
POST /api/emojis                         |               | 401  200  200  200  200  200  200  200  200  401  401
DELETE /api/emojis/{name}                | own           | -    204  204  204  204  204  204  204  204  -    -
DELETE /api/emojis/{name}                | other         | 401  403  403  403  403  403  403  204  204  401  401
GET /emojis/{name}/image                 |               | 200  200  200  200  200  200  200  200  200  200  200

GET /api/admin/users                     |               | 401  403  403  403  403  403  403  200  200  401  401
PATCH /api/admin/users/{id}              |               | 401  403  403  403  403  403  403  200  200  401  401
PUT /api/admin/users/{id}/password       |               | 401  403  403  403  403  403  403  200  200  401  401
PUT /api/admin/users/{id}/avatar         |               | 401  403  403  403  403  403  403  200  200  401  401
PUT /api/admin/users/{id}/roles          |               | 401  403  403  403  403  403  403  200  200  401  401
POST /api/admin/users/{id}/ban           |               | 401  403  403  403  403  403  403  200  200  401  401
POST /api/admin/users/{id}/unban         |               | 401  403  403  403  403  403  403  200  200  401  401
POST /api/admin/users/{id}/kick          |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/roles                     |               | 401  403  403  403  403  403  403  200  200  401  401
POST /api/admin/roles                    |               | 401  403  403  403  403  403  403  200  200  401  401
DELETE /api/admin/roles/{id}             |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/settings                  |               | 401  403  403  403  403  403  403  200  200  401  401
PATCH /api/admin/settings                |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/overview                  |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/mapping                   |               | 401  403  403  403  403  403  403  200  200  401  401
PATCH /api/admin/mapping                 |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/doctor                    |               | 401  403  403  403  403  403  403  200  200  401  401
POST /api/admin/doctor                   |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/connections               |               | 401  403  403  403  403  403  403  200  200  401  401
GET /api/admin/backups                   |               | 401  403  403  403  403  403  403  200  200  401  401
# One at a time: two admins at once would not both be served.
POST /api/admin/backups                  |               | 401  403  403  403  403  403  403  200  -    401  401
POST /api/admin/backups                  |               | 401  403  403  403  403  403  403  -    200  401  401
DELETE /api/admin/backups/{name}         |               | 401  403  403  403  403  403  403  200  200  401  401
`)
