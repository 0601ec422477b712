import type { Finding } from '#protocol/doctor.ts'
import type { Probed } from './probe.ts'

/** What a try to reach a room from another computer means: the peer's half of the answer. */
export function outsideFinding(address: string, { answer, name }: Probed): Finding {
  const finding = (says: string, remedy: string | null): Finding => ({
    id: 'firewall',
    state: answer === 'ok' ? 'ok' : 'bad',
    says,
    do: remedy,
  })
  switch (answer) {
    case 'ok':
      return finding(`The room “${name ?? address}” answers at ${address} when this computer asks.`, null)
    case 'refused':
      return finding(
        `The computer at ${address} is there, but no program listens at that port for others.`,
        'Its host should start the room, without --host, and look at the port in the invitation.',
      )
    case 'silent':
      return finding(
        `Nothing comes back from ${address}: a firewall drops what is sent there, or that computer is off.`,
        'Its host should allow incoming TCP connections to that port in the firewall of their computer.',
      )
    case 'no_way':
      return finding(
        `This computer knows no way to ${address}: the two are in different networks.`,
        'Join the same network or VPN, or ask the host for an address that leads there from yours.',
      )
    case 'changed':
    case 'no_tls':
      return finding(
        `At ${address} a program answers that is no Stuffchat room.`,
        'Ask the host for the address of their room again; another program may have taken its port.',
      )
  }
}
